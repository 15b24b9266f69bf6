// What connections of the module do when their server is stopped: node against-drain.js <library> <server>. Prints "open", and the delays.

import assert from 'node:assert/strict';

import { connect } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-client.js';
import { useWebSocketOf } from './node.js';

const [, , library, server] = process.argv;
useWebSocketOf(library);

const connections = Array.from({ length: 20 }, () => connect(`${server}/echo`));

/** What each connection tells in a state, and how long it was to wait then. */
function each(state) {
	return Promise.all(connections.map((connection) => new Promise((resolve) => {
		connection.addEventListener('state', ({ detail }) => {
			if (detail.state === state) {
				resolve({ ...detail, delay: detail.retryAt - Date.now() });
			}
		});
	})));
}

const drained = each('waiting');
await each('open');
console.log('open');
const delays = (await drained).map(({ code, delay }) => {
	assert.equal(code, 1012);
	return Math.round(delay);
});
connections.forEach((connection) => connection.close());
console.log(`delays ${delays.join(' ')}`);
