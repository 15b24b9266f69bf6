import { connect } from '/webjars/ws-client/ws-client.js';

const chat = connect('/chat/lobby');
chat.on('line', ({ from, text }) => document.querySelector('output').append(`${from}: ${text}\n`));
chat.addEventListener('state', ({ detail }) => document.body.dataset.state = detail.state);
document.querySelector('form').addEventListener('submit', (event) => {
	event.preventDefault();
	chat.send({ type: 'say', text: event.target.elements.text.value });
});
