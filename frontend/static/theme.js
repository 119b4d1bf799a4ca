// Runs before the first paint: the chosen theme, and whether this browser was signed in last time.
const root = document.documentElement;
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (localStorage.getItem("signed-in")) root.dataset.visit = "known";
} catch {
  // Storage may be switched off: the system's theme and the sign-in frame then.
}
