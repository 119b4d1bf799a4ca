// Retries loading a screen's module, because a failure would end the whole app.
// If loading fails although the browser is online, a newer version was probably installed, so the page is reloaded.
async function insist(load) {
    const key = "screens-reloaded";
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await load();
        } catch (error) {
            console.warn(error);
        }
        const last = Number(sessionStorage.getItem(key) ?? 0);
        if (attempt >= 3 && navigator.onLine && Date.now() - last > 60000) {
            sessionStorage.setItem(key, String(Date.now()));
            location.reload();
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(attempt * 500, 5000)));
    }
}
