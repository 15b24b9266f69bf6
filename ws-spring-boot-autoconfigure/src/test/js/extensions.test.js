import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { browser, names, open, opened, started } from './support.js';

beforeEach(() => open());

/** Toy of an acknowledgement: numbers what is sent, and sends again what was not acknowledged. */
class Acknowledgement {

	subProtocol = 'ws.ack.v1';
	#pending = new Map();
	#last = 0;

	opened(api) {
		for (const message of this.#pending.values()) {
			api.send(message);
		}
	}

	received(message) {
		if (message.type === 'ws.ack') {
			this.#pending.delete(message.number);
			return null;
		}
		return (message.number) ? { ...message, isNumbered: true } : undefined;
	}

	sending(message) {
		const numbered = { ...message, number: ++this.#last };
		this.#pending.set(numbered.number, numbered);
		return numbered;
	}

}

test('an extension sees and changes what is sent and received, over connections', async () => {
	const connection = await started('chat', { protocols: 'chat.v1', extensions: [new Acknowledgement()] });
	assert.deepEqual(browser.socket.protocols, ['chat.v1+ws.ack.v1', 'chat.v1+ws.v1', 'chat.v1']);
	const seen = [];
	connection.on('line', (message) => seen.push(message));
	connection.send({ type: 'say', text: 'a' }, { queue: true });
	browser.socket.accept();
	assert.equal(connection.protocol, 'chat.v1');
	assert.equal(connection.send({ type: 'say', text: 'b' }), 'sent');
	assert.deepEqual(browser.socket.messages, [{ type: 'say', text: 'a', number: 1 }, { type: 'say', text: 'b', number: 2 }]);
	browser.socket.receive({ type: 'ws.ack', number: 1 });
	browser.socket.receive({ type: 'line', number: 1 });
	browser.socket.receive({ type: 'line' });
	assert.deepEqual(seen, [{ type: 'line', number: 1, isNumbered: true }, { type: 'line' }]);
	browser.socket.end();
	await browser.pass(250);
	browser.socket.accept();
	assert.deepEqual(browser.socket.messages, [{ type: 'say', text: 'b', number: 2 }]);
	await browser.fire('online');
	assert.equal(browser.socket.pings, 1, 'the sub-protocol of an extension includes ws.v1');
});

test('an extension takes part only where its sub-protocol is agreed on', async () => {
	const calls = [];
	const extension = {
		subProtocol: 'ws.toy',
		opened: () => calls.push('opened'),
		received: () => calls.push('received') && null,
		sending: () => calls.push('sending') && null,
		lost: () => calls.push('lost'),
	};
	const connection = await started('chat', { extensions: [extension] });
	assert.deepEqual(browser.socket.protocols, ['ws.toy', 'ws.v1']);
	browser.socket.accept('ws.v1');
	connection.send('a');
	browser.socket.receive('a');
	browser.socket.end();
	assert.deepEqual(calls, []);
	await browser.pass(250);
	browser.socket.accept('ws.toy');
	assert.equal(connection.send('a'), 'queued');
	browser.socket.receive('a');
	connection.close();
	assert.deepEqual(calls, ['opened', 'sending', 'received', 'lost']);
	assert.deepEqual(browser.socket.sent, []);
});

test('an extension without a sub-protocol observes all messages', async () => {
	const seen = [];
	const wire = [];
	const observer = {
		received: (message, data) => void (seen.push(['in', message]), wire.push(data)),
		sending: (message, data) => void (seen.push(['out', message]), wire.push(data)),
	};
	const connection = await opened('chat', { extensions: [observer] });
	assert.deepEqual(browser.socket.protocols, ['ws.v1']);
	const bytes = new ArrayBuffer(1);
	connection.on('line', () => {});
	connection.send({ type: 'say' });
	connection.send(bytes);
	for (const message of [{ type: 'line' }, 'no JSON', bytes, { type: 'ws.toy' }]) {
		browser.socket.receive(message);
	}
	assert.deepEqual(seen, [['out', { type: 'say' }], ['out', bytes], ['in', { type: 'line' }], ['in', 'no JSON'], ['in', bytes], ['in', { type: 'ws.toy' }]]);
	assert.deepEqual(wire, ['{"type":"say"}', bytes, '{"type":"line"}', 'no JSON', bytes, '{"type":"ws.toy"}']);
	browser.socket.end();
	await browser.pass(250);
	browser.socket.accept('');
	connection.send('plain');
	assert.deepEqual(seen.at(-1), ['out', 'plain']);
});

test('extensions see messages in their order, and two of one sub-protocol offer it once', async () => {
	const append = (letter) => ({ subProtocol: 'ws.toy', sending: (message) => `${message}${letter}`, received: (message) => `${message}${letter}` });
	const connection = await opened('chat', { extensions: [append('a'), append('b')] });
	assert.deepEqual(browser.socket.protocols, ['ws.toy', 'ws.v1']);
	const seen = [];
	connection.on('*', (message) => seen.push(message));
	connection.send('x');
	browser.socket.receive('y');
	assert.deepEqual(browser.socket.sent, ['xab']);
	assert.deepEqual(seen, ['yab']);
});

test('an extension sees neither the questions of the module nor their answers', async () => {
	const seen = [];
	const observer = { received: (message) => seen.push(message), sending: (message) => seen.push(message) };
	const connection = await opened('chat', { extensions: [observer] });
	connection.retryNow();
	browser.socket.receive({ type: 'ws.pong' });
	await browser.pass(5_000);
	assert.equal(browser.socket.pings, 1);
	assert.deepEqual(seen, []);
	assert.equal(connection.state, 'open');
	browser.socket.end();
	await browser.pass(250);
	browser.socket.accept('');
	browser.socket.receive({ type: 'ws.pong' });
	assert.deepEqual(seen, [{ type: 'ws.pong' }], 'without ours it is a message like any other');
});

test('what opened() and lost() return has no effect on other extensions', async () => {
	for (const returned of [null, false, Promise.resolve(), 'text']) {
		open();
		const calls = [];
		const extensions = [
			{ opened: () => returned, lost: () => returned },
			{ opened: (api) => calls.push(typeof api.send), lost: () => calls.push('lost') },
		];
		await opened('chat', { extensions });
		browser.socket.end();
		assert.deepEqual(calls, ['function', 'lost']);
	}
});

test('an extension may decode what is no JSON', async () => {
	const decoder = {
		received: (message, data) => {
			if (data instanceof ArrayBuffer) {
				return { type: 'line', text: `${data.byteLength} bytes` };
			}
			return data.startsWith('~') ? { type: 'line', text: data.slice(1) } : undefined;
		},
	};
	const connection = await opened('chat', { extensions: [decoder] });
	const seen = [];
	connection.on('line', ({ text }) => seen.push(text));
	connection.on('binary', () => assert.fail());
	connection.addEventListener('unreadable', ({ detail }) => seen.push(detail));
	browser.socket.receive('~hello');
	browser.socket.receive(new ArrayBuffer(2));
	browser.socket.receive('hello');
	assert.deepEqual(seen, ['hello', '2 bytes', { text: 'hello' }]);
});

test('an extension that throws is reported, and the message passes', async () => {
	const error = new Error('of an extension');
	const fail = () => {
		throw error;
	};
	const connection = await opened('chat', { extensions: [{ opened: fail, received: fail, sending: fail, lost: fail }] });
	const seen = [];
	connection.on('*', (message) => seen.push(message));
	assert.equal(connection.send('a'), 'sent');
	browser.socket.receive('b');
	browser.socket.end();
	assert.deepEqual(seen, ['b']);
	assert.deepEqual(browser.reported, [error, error, error, error]);
	assert.equal(connection.state, 'waiting');
});

test('an extension may close the connection', async () => {
	for (const hook of ['opened', 'received', 'sending', 'lost']) {
		open();
		const extension = {};
		const connection = await started('chat', { extensions: [extension] });
		extension[hook] = () => void connection.close();
		browser.socket.accept();
		connection.send('a');
		browser.socket.receive('b');
		browser.socket.end(1011);
		await browser.pass(60_000);
		assert.equal(names(connection).at(-1), 'closed', hook);
		assert.equal(connection.state, 'closed', hook);
		assert.deepEqual(browser.reported, [], hook);
		assert.equal(browser.timers + browser.listeners, 0, hook);
	}
});

test('what an extension sends passes by the queue, reserved types included, while its socket is open', async () => {
	let api;
	const connection = await started('chat', { extensions: [{ opened: (opened) => api = opened }] });
	connection.send('queued', { queue: true });
	connection.addEventListener('state', ({ detail }) => detail.state === 'open' && connection.send('greeting'));
	browser.socket.accept();
	const first = api;
	assert.equal(first.send({ type: 'ws.toy' }), true);
	assert.deepEqual(browser.socket.messages, ['greeting', 'queued', { type: 'ws.toy' }]);
	browser.socket.end();
	assert.equal(first.send('late'), false);
	await browser.pass(250);
	browser.socket.accept();
	assert.equal(first.send('late'), false);
	assert.deepEqual(browser.socket.sent, ['greeting']);
});
