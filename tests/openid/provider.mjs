// A real OpenID provider for the tests, on a free port of this machine, with pages that a browser
// or a test can fill in: whoever says that they are a subject is that subject.
// Says where it is as one line of JSON, and ends when its standard input does.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const SECRET = 'hemligt: 100 % + /tecken='; // what a careless client forgets to encode
const LOOPBACKS = ['localhost', '127.0.0.1', '[::1]'];

const key = (kind, options, alg) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }),
  alg,
  kid: `${alg}-1`,
  use: 'sig',
});

const client = (name, alg, way) => ({
  client_id: name,
  client_name: 'Lägesbild',
  ...(way === 'none' ? {} : { client_secret: SECRET }),
  token_endpoint_auth_method: way,
  id_token_signed_response_alg: alg,
  redirect_uris: ['https://localhost/sign-in/provider/back'],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  scope: 'openid',
});

const configuration = {
  clients: [
    client('lagesbild', 'RS256', 'client_secret_basic'),
    client('lagesbild-ps256', 'PS256', 'client_secret_basic'),
    client('lagesbild-es256', 'ES256', 'client_secret_basic'),
    client('lagesbild-without-secret', 'RS256', 'none'),
  ],
  jwks: {
    keys: [
      key('rsa', { modulusLength: 2048 }, 'RS256'),
      key('rsa', { modulusLength: 2048 }, 'PS256'),
      key('ec', { namedCurve: 'P-256' }, 'ES256'),
    ],
  },
  cookies: { keys: ['cookies of the tests'] },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, subject) => ({ accountId: subject, claims: () => ({ sub: subject }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  ttl: { AccessToken: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
};

const page = (action, asked) => `<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>Kommunens inloggning</title></head>
<body><main><h1>Kommunens inloggning</h1>
<form method="post" action="${action}">
${asked === 'login'
    ? '<label>Vem är du? <input name="subject" required autofocus></label>'
    : '<p>Lägesbild får veta vem du är.</p>'}
<button name="answer" value="yes">${asked === 'login' ? 'Logga in' : 'Tillåt'}</button>
<button name="answer" value="no" formnovalidate>Avbryt</button>
</form></main></body></html>`;

async function interact(provider, request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(page(request.url, prompt.name));
    return;
  }
  let body = '';
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  let result = { error: 'access_denied', error_description: 'the person said no' };
  if (form.get('answer') === 'yes' && prompt.name === 'login') {
    result = { login: { accountId: form.get('subject') } };
  } else if (form.get('answer') === 'yes') {
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope('openid');
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, {
    mergeWithLastSubmission: prompt.name !== 'login',
  });
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  // The service under test is at another port each time.
  provider.Client.prototype.redirectUriAllowed = (address) =>
    LOOPBACKS.includes(new URL(address).hostname);
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) {
      callback(request, response);
      return;
    }
    interact(provider, request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  console.log(JSON.stringify({ issuer, secret: SECRET }));
});
process.stdin.on('end', () => process.exit(0)).resume();
