import { connect } from '/webjars/ws-client/ws-client.js';

const status = document.querySelector('#status');
const chat = connect('/chat/lobby');
setInterval(() => {
	const seconds = Math.ceil((chat.retryAt - Date.now()) / 1000);
	status.textContent = (chat.state === 'waiting') ? `Again in ${Math.max(0, seconds)} s` : chat.state;
}, 250);
document.querySelector('#retry').addEventListener('click', () => chat.retryNow());
