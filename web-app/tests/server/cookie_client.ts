/** A browser without a page: keeps cookies by host, and shows each redirection before it follows it. */
export class CookieClient {
    private readonly jars = new Map<string, Map<string, string>>();

    private jar(address: string): Map<string, string> {
        const host = new URL(address).hostname;
        const jar = this.jars.get(host) ?? new Map<string, string>();
        this.jars.set(host, jar);
        return jar;
    }

    cookie(address: string, name: string): string | undefined {
        return this.jar(address).get(name);
    }

    set_cookie(address: string, name: string, value: string): void {
        this.jar(address).set(name, value);
    }

    async ask(address: string, options: RequestInit = {}): Promise<Response> {
        const jar = this.jar(address);
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(address, { redirect: 'manual', ...options, headers: { ...options.headers, cookie } });
        for (const line of response.headers.getSetCookie()) {
            const [pair = '', ...rest] = line.split(';');
            const name = pair.slice(0, pair.indexOf('='));
            const value = pair.slice(pair.indexOf('=') + 1);
            const is_over = value === '' || rest.some((part) => /max-age=0$/i.test(part.trim()));
            if (is_over) jar.delete(name);
            else jar.set(name, value);
        }
        return response;
    }

    post_json(address: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
        return this.ask(address, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
    }

    post_form(address: string, fields: Record<string, string>): Promise<Response> {
        return this.ask(address, {
            method: 'POST',
            body: new URLSearchParams(fields).toString(),
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
    }
}
