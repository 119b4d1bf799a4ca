// Fetches a screen's module until it comes: a screen that cannot be loaded would end the whole app.
// When it does not come although the network is there, a newer version was probably installed: the page is loaded again.
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
