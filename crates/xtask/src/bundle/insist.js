// Loads a screen's module: tries again by itself, then on request, because a failure would end the whole app.
// If loading fails although the browser is online, a newer version was probably installed, so the page is reloaded.
export async function insist(load) {
    const key = "screens-reloaded";
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await load();
        } catch (error) {
            console.warn(error);
        }
        if (attempt < 3) {
            await new Promise((resolve) => setTimeout(resolve, attempt * 500));
            continue;
        }
        const last = Number(sessionStorage.getItem(key) ?? 0);
        if (navigator.onLine && Date.now() - last > 60000) {
            sessionStorage.setItem(key, String(Date.now()));
            location.reload();
        }
        await retryRequest();
        attempt = 0;
    }
}

// One message, however many modules are waited for. Coming back online counts as pressing the button.
let waiting;
function retryRequest() {
    waiting ??= new Promise((resolve) => {
        const message = document.createElement("div");
        message.className = "toast load-failure";
        message.setAttribute("role", "alert");
        const text = document.createElement("span");
        text.textContent = "This part of ProjectMeats could not be loaded. Check your connection.";
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn";
        button.textContent = "Try again";
        const retry = () => {
            message.remove();
            removeEventListener("online", retry);
            waiting = undefined;
            resolve();
        };
        button.addEventListener("click", retry);
        addEventListener("online", retry);
        message.append(text, button);
        document.body.append(message);
    });
    return waiting;
}
