import { connect } from '/webjars/ws-client/ws-client.js';

const account = connect('/account', { token: () => session.accessToken() });
account.on('line', (line) => show(line));
account.closed.then(({ code, reason }) => (code === 4401) ? login() : ended(reason));
