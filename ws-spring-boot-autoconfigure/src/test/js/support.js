import { afterEach } from 'node:test';

import { Browser } from './browser.js';
import { connect as connectOnly } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-client.js';

/** The page of the running test, and its connections, which are closed after it. */
export let browser = null;

const connections = [];

export function open(options) {
	browser?.close();
	browser = new Browser(options);
	return browser;
}

/** A connection whose states are recorded, of which nothing has happened yet. */
export function connecting(url = 'chat', { connect = connectOnly, ...options } = {}) {
	const connection = connect(url, options);
	connection.states = [];
	connection.addEventListener('state', ({ detail }) => connection.states.push(detail));
	connection.dropped = [];
	connection.addEventListener('dropped', ({ detail }) => connection.dropped.push(detail));
	connections.push(connection);
	return connection;
}

/** A connection whose first handshake has been sent. */
export async function started(url, options) {
	const connection = connecting(url, options);
	await browser.settle();
	return connection;
}

/** A connection that is open, with the first sub-protocol that it offers. */
export async function opened(url, options) {
	const connection = await started(url, options);
	browser.socket.accept();
	await browser.settle();
	return connection;
}

export function names(connection) {
	return connection.states.map(({ state }) => state);
}

afterEach(() => {
	connections.splice(0).forEach((connection) => connection.close());
	browser?.close();
	browser = null;
});
