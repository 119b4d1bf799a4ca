// Loads a screen's module: tries again by itself, then on request, because a failure would end the whole app.
export async function insist(load) {
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
        await retryRequest(await isOutdated());
        attempt = 0;
    }
}

// Whether the server has another release by now, which no longer has the modules of this one.
async function isOutdated() {
    try {
        const page = await fetch("/", { headers: { accept: "text/html" }, cache: "no-store" });
        const own = import.meta.url.split("/").pop();
        return page.ok && !(await page.text()).includes(own);
    } catch {
        return false;
    }
}

// One message, however many modules are waited for. Coming back online counts as pressing the button.
let waiting;
function retryRequest(outdated) {
    waiting ??= new Promise((resolve) => {
        const message = document.createElement("div");
        message.className = "toast load-failure";
        message.setAttribute("role", "alert");
        const text = document.createElement("span");
        text.textContent = outdated
            ? "There is a newer version of ProjectMeats. Reload to use it; what you typed is kept."
            : "This part of ProjectMeats could not be loaded. Check your connection.";
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn";
        button.textContent = outdated ? "Reload" : "Try again";
        const retry = () => {
            if (outdated) {
                location.reload();
                return;
            }
            message.remove();
            removeEventListener("online", retry);
            waiting = undefined;
            resolve();
        };
        button.addEventListener("click", retry);
        if (!outdated) {
            addEventListener("online", retry);
        }
        message.append(text, button);
        document.body.append(message);
    });
    return waiting;
}
