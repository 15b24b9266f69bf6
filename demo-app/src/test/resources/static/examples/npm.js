import { connect } from 'ws-spring-boot-client';

const chat = connect('/chat/lobby', { token: () => session.accessToken() });
chat.on('line', (line) => show(line));
chat.addEventListener('state', ({ detail }) => badge(detail.state, detail.retryAt));
chat.send({ type: 'say', text: 'hello' }, { queue: true });
