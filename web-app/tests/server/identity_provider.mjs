import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const jwk = (pair, more) => ({ ...pair.privateKey.export({ format: 'jwk' }), use: 'sig', ...more });

/**
 * A real identity provider on a free port of this machine, with its own pages for signing in: whoever types a name is that
 * subject. One client a way of signing; both must use PKCE.
 */
export async function start_identity_provider(return_to, secret) {
    let handle = (_request, response) => response.writeHead(503).end();
    const server = createServer((request, response) => handle(request, response));
    await new Promise((done) => server.listen(0, 'localhost', done));
    const issuer = `http://localhost:${server.address().port}`;
    const client = (client_id, id_token_signed_response_alg) => ({
        client_id,
        client_secret: secret,
        redirect_uris: [return_to],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg,
    });
    const provider = new Provider(issuer, {
        clients: [client('minka-rs256', 'RS256'), client('minka-es256', 'ES256')],
        pkce: { required: () => true },
        jwks: {
            keys: [
                jwk(generateKeyPairSync('rsa', { modulusLength: 2048 }), { kid: 'rsa-1', alg: 'RS256' }),
                jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }), { kid: 'ec-1', alg: 'ES256' }),
            ],
        },
        cookies: { keys: ['only for tests'] },
    });
    handle = provider.callback();
    return { issuer, close: () => new Promise((done) => server.close(done)) };
}
