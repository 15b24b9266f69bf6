import { connect } from '/webjars/ws-client/ws-client.js';

const observer = {
	received(message, data) {
		log('in', data);
	},
	sending(message, data) {
		log('out', data);
	}
};
const chat = connect('/chat/lobby', { extensions: [observer] });
