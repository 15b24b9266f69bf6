import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { browser, connecting, open, opened, started } from './support.js';

beforeEach(() => open());

test('messages reach the listeners of their type', async () => {
	const connection = await opened();
	const seen = [];
	connection.on('line', (message, text) => seen.push(['a', message, text]));
	connection.on('line', (message) => seen.push(['b', message.text]));
	connection.on('other', () => seen.push('other'));
	connection.on('*', () => seen.push('rest'));
	browser.socket.receive('{"type":"line", "text":"hi"}');
	assert.deepEqual(seen, [['a', { type: 'line', text: 'hi' }, '{"type":"line", "text":"hi"}'], ['b', 'hi']]);
});

test('messages without a listener of their type reach those of the rest', async () => {
	const connection = await opened();
	const seen = [];
	connection.on('line', () => seen.push('line'));
	connection.on('*', (message, text) => seen.push([message, text]));
	for (const message of [{ type: 'other' }, {}, { type: 7 }, { type: 'binary' }, { type: '__proto__' }, [1], 'null', '7', '"line"']) {
		browser.socket.receive(message);
	}
	assert.deepEqual(seen.map(([message]) => message), [{ type: 'other' }, {}, { type: 7 }, { type: 'binary' }, { type: '__proto__' }, [1], null, 7, 'line']);
	assert.equal(seen[8][1], '"line"');
});

test('texts reach the listeners of the rest where no listener expects JSON', async () => {
	const connection = await opened();
	const seen = [];
	connection.on('*', (message, text) => seen.push([message, text]));
	connection.on('binary', () => seen.push('binary'));
	browser.socket.receive('hello');
	browser.socket.receive('');
	browser.socket.receive('42');
	assert.deepEqual(seen, [['hello', 'hello'], ['', ''], [42, '42']]);
	assert.equal(connection.states.length, 2);
});

test('a text that is no JSON is an event where a listener expects JSON, and the connection stays', async () => {
	const connection = await opened();
	const unreadable = [];
	connection.addEventListener('unreadable', ({ detail }) => unreadable.push(detail));
	connection.on('*', () => assert.fail());
	const remove = connection.on('line', () => assert.fail());
	browser.socket.receive('{"type":"line"');
	assert.deepEqual(unreadable, [{ text: '{"type":"line"' }]);
	assert.equal(connection.state, 'open');
	remove();
	connection.on('line', () => assert.fail())();
});

test('binary messages have listeners of their own', async () => {
	const connection = await opened();
	const seen = [];
	connection.on('*', () => assert.fail());
	connection.on('line', () => assert.fail());
	connection.on('binary', (message) => seen.push(message));
	assert.equal(browser.socket.binaryType, 'arraybuffer');
	const bytes = new Uint8Array([1, 2, 3]).buffer;
	browser.socket.receive(bytes);
	assert.deepEqual(seen, [bytes]);
});

test('the type field has the name that the server gives it', async () => {
	const connection = await opened('chat', { typeField: 'kind' });
	const seen = [];
	connection.on('line', (message) => seen.push(message));
	browser.socket.receive({ type: 'x', kind: 'line' });
	assert.deepEqual(seen, [{ type: 'x', kind: 'line' }]);
	assert.throws(() => connection.send({ kind: 'ws.x' }), TypeError);
});

test('a listener is removed by what on() returns, also while messages are delivered', async () => {
	const connection = await opened();
	let count = 0;
	const removes = [1, 2].map(() => connection.on('line', () => {
		count++;
		removes.forEach((remove) => remove());
	}));
	browser.socket.receive({ type: 'line' });
	assert.equal(count, 2);
	browser.socket.receive({ type: 'line' });
	assert.equal(count, 2);
});

test('a listener that throws is reported, and others run', async () => {
	const connection = await opened();
	const seen = [];
	const error = new Error('of the application');
	connection.on('line', () => {
		throw error;
	});
	connection.on('line', (message) => seen.push(message.text));
	browser.socket.receive({ type: 'line', text: 'a' });
	browser.socket.receive({ type: 'line', text: 'b' });
	assert.deepEqual(seen, ['a', 'b']);
	assert.deepEqual(browser.reported, [error, error]);
	assert.equal(connection.state, 'open');
});

test('listeners stay over connections', async () => {
	const connection = await opened();
	let count = 0;
	connection.on('line', () => count++);
	browser.socket.end();
	await browser.pass(250);
	browser.socket.accept();
	browser.socket.receive({ type: 'line' });
	assert.equal(count, 1);
});

test('nothing of a connection that was left is heard', async () => {
	const connection = await opened();
	let count = 0;
	connection.on('line', () => count++);
	connection.close();
	browser.socket.receive({ type: 'line' });
	browser.socket.end();
	assert.equal(count, 0);
	assert.equal(connection.states.at(-1).code, 1000);
});

test('reserved types are of no interest to the application, where ours is agreed on', async () => {
	const connection = await opened();
	const seen = [];
	connection.on('*', (message) => seen.push(message));
	connection.on('ws.pong', (message) => seen.push(message));
	browser.socket.receive({ type: 'ws.pong' });
	browser.socket.receive({ type: 'ws.future', value: 1 });
	browser.socket.receive({ type: 'ws' });
	browser.socket.receive({ type: 'wsx' });
	assert.deepEqual(seen, [{ type: 'ws' }, { type: 'wsx' }]);
	browser.socket.end();
	await browser.pass(250);
	browser.socket.accept('');
	browser.socket.receive({ type: 'ws.future' });
	assert.equal(seen.length, 3);
});

test('objects are sent as JSON, texts and bytes as they are', async () => {
	const connection = await opened();
	const bytes = new Uint8Array([1]);
	const blob = new Blob(['a']);
	for (const message of [{ type: 'say', text: 'ä' }, 'text', '', bytes, bytes.buffer, new DataView(bytes.buffer), blob, [1, 2], null, 7, true]) {
		assert.equal(connection.send(message), 'sent');
	}
	assert.deepEqual(browser.socket.sent,
		['{"type":"say","text":"ä"}', 'text', '', bytes, bytes.buffer, new DataView(bytes.buffer), blob, '[1,2]', 'null', '7', 'true']);
});

test('what has no JSON, or a reserved type, is an error of the caller', async () => {
	const circle = {};
	circle.circle = circle;
	for (const connection of [connecting(), await opened()]) {
		for (const message of [undefined, () => 1, Symbol('a'), circle, { a: 1n }, { type: 'ws.ping' }, { type: 'ws.' }]) {
			assert.throws(() => connection.send(message), TypeError);
		}
	}
	assert.equal(browser.socket.sent.length, 0);
});

test('without a connection a message is rejected', async () => {
	const connection = connecting();
	assert.equal(connection.send('new'), 'rejected');
	await browser.settle();
	assert.equal(connection.send('connecting'), 'rejected');
	browser.socket.accept();
	browser.socket.readyState = 2;
	assert.equal(connection.send('the server closes'), 'rejected');
	browser.socket.end();
	assert.equal(connection.send('waiting'), 'rejected');
	connection.close();
	assert.equal(connection.send('closed'), 'rejected');
	assert.equal(connection.send('closed', { queue: true }), 'rejected');
	assert.equal(browser.socket.sent.length, 0);
	assert.deepEqual(connection.dropped, []);
});

test('a message for the queue waits for the connection, and follows what listeners of the state send', async () => {
	const connection = await started();
	connection.addEventListener('state', ({ detail }) => {
		if (detail.state === 'open') {
			assert.equal(connection.send('login'), 'sent');
			assert.equal(connection.send('d', { queue: true }), 'queued');
		}
	});
	for (const message of ['a', 'b', 'c']) {
		assert.equal(connection.send(message, { queue: true }), 'queued');
	}
	browser.socket.accept();
	assert.deepEqual(browser.socket.sent, ['login', 'a', 'b', 'c', 'd']);
	assert.equal(connection.send('e', { queue: true }), 'sent');
	browser.socket.end();
	connection.send('f', { queue: true });
	await browser.pass(250);
	browser.socket.accept();
	assert.deepEqual(browser.socket.sent, ['login', 'f', 'd']);
	assert.deepEqual(connection.dropped, []);
});

test('a message waits as it was when it was sent', async () => {
	const connection = await started();
	const object = { type: 'draft', text: 'before' };
	const bytes = new Uint8Array([1, 2]);
	connection.send(object, { queue: true });
	connection.send(bytes, { queue: true });
	object.text = 'after';
	bytes[0] = 9;
	browser.socket.accept();
	assert.equal(browser.socket.sent[0], '{"type":"draft","text":"before"}');
	assert.deepEqual(new Uint8Array(await browser.socket.sent[1].arrayBuffer()), new Uint8Array([1, 2]));
});

test('the queue is bounded by messages', async () => {
	const connection = await started('chat', { queue: { maxMessages: 2 } });
	assert.equal(connection.send('a', { queue: true }), 'queued');
	assert.equal(connection.send('b', { queue: true }), 'queued');
	assert.equal(connection.send('c', { queue: true }), 'rejected');
	assert.deepEqual(connection.dropped, [{ message: 'c', reason: 'full' }]);
	browser.socket.accept();
	assert.deepEqual(browser.socket.sent, ['a', 'b']);
});

test('the queue is bounded by bytes, of UTF-8', async () => {
	const connection = await started('chat', { queue: { maxBytes: 10 } });
	assert.equal(connection.send('ä'.repeat(4), { queue: true }), 'queued');
	assert.equal(connection.send('abc', { queue: true }), 'rejected');
	assert.equal(connection.send(new Uint8Array(2), { queue: true }), 'queued');
	assert.equal(connection.send(new Blob(['a']), { queue: true }), 'rejected');
	assert.equal(connection.dropped.length, 2);
});

test('the bounds of the queue have defaults', async () => {
	const connection = await started();
	for (let i = 0; i < 100; i++) {
		assert.equal(connection.send('a', { queue: true }), 'queued');
	}
	assert.equal(connection.send('a', { queue: true }), 'rejected');
	const other = await started();
	assert.equal(other.send('a'.repeat(65_536), { queue: true }), 'queued');
	assert.equal(other.send('a', { queue: true }), 'rejected');
});

test('a message that is too old is dropped in time', async () => {
	const connection = await started();
	const message = { type: 'draft' };
	connection.send(message, { queue: true });
	await browser.pass(10_000);
	connection.send('b', { queue: true });
	await browser.pass(19_999);
	assert.deepEqual(connection.dropped, []);
	await browser.pass(1);
	assert.deepEqual(connection.dropped, [{ message, reason: 'expired' }]);
	assert.equal(connection.dropped[0].message, message);
	await browser.pass(10_000);
	assert.equal(connection.dropped.length, 2);
});

test('a message that has become too old in a frozen tab is not sent', async () => {
	const connection = await started();
	connection.send('old', { queue: true });
	browser.sleep(30_000);
	connection.send('new', { queue: true });
	browser.socket.accept();
	assert.deepEqual(browser.socket.sent, ['new']);
	assert.deepEqual(connection.dropped, [{ message: 'old', reason: 'expired' }]);
});

test('a message that is too old makes room', async () => {
	const connection = await started('chat', { queue: { maxMessages: 1 } });
	connection.send('old', { queue: true });
	browser.sleep(30_000);
	assert.equal(connection.send('new', { queue: true }), 'queued');
});

test('what waits when it ends for good is dropped', async () => {
	const connection = await started();
	connection.send('a', { queue: true });
	connection.close();
	assert.deepEqual(connection.dropped, [{ message: 'a', reason: 'closed' }]);
});

test('a listener of what is dropped may send', async () => {
	const connection = await started('chat', { queue: { maxMessages: 1, maxAge: 1_000 } });
	connection.addEventListener('dropped', ({ detail }) => detail.reason === 'expired' && connection.send('again', { queue: true }));
	connection.send('a', { queue: true });
	await browser.pass(1_000);
	browser.socket.accept();
	assert.deepEqual(browser.socket.sent, ['again']);
});

test('a socket that takes no more gets no more', async () => {
	const connection = await opened();
	browser.socket.isStuck = true;
	let sent = 0;
	while (sent < 100 && connection.send('x'.repeat(100_000)) === 'sent') {
		sent++;
	}
	assert.equal(sent, 11);
	assert.equal(connection.send('a', { queue: true }), 'queued');
	assert.equal(connection.send('b', { queue: true }), 'queued');
	assert.equal(browser.socket.sent.length, 11);
	browser.socket.bufferedAmount = 0;
	assert.equal(connection.send('c'), 'sent');
	assert.deepEqual(browser.socket.sent.slice(11), ['a', 'b', 'c']);
});

test('what waits for the socket goes when there is room', async () => {
	const connection = await opened();
	browser.socket.bufferedAmount = 1_048_577;
	connection.send('a', { queue: true });
	await browser.pass(1_000);
	assert.equal(browser.socket.sent.length, 0);
	browser.socket.bufferedAmount = 1_048_576;
	await browser.pass(100);
	assert.deepEqual(browser.socket.sent, ['a']);
	browser.socket.bufferedAmount = 1_048_577;
	connection.send('b', { queue: true });
	await browser.pass(30_000);
	assert.deepEqual(connection.dropped, [{ message: 'b', reason: 'expired' }]);
});

test('options that are no numbers are errors of the caller', () => {
	for (const name of ['silence', 'pingTimeout', 'connectTimeout', 'delay', 'maxDelay', 'stableAfter', 'maxBuffered']) {
		for (const value of [-1, NaN]) {
			assert.throws(() => connecting('chat', { [name]: value }), { name: 'RangeError', message: `Option ${name} must not be negative` });
		}
		for (const value of ['soon', '30', {}]) {
			assert.throws(() => connecting('chat', { [name]: value }), { name: 'TypeError', message: `Option ${name} must be of type number` });
		}
		connecting('chat', { [name]: undefined });
		connecting('chat', { [name]: null });
		connecting('chat', { [name]: Infinity });
	}
	assert.throws(() => connecting('chat', { queue: { maxAge: NaN } }), RangeError);
	assert.throws(() => connecting('chat', { queue: 10 }), TypeError);
});

test('options that do not exist, or are of another type, are errors of the caller', () => {
	for (const [options, message] of [
		[{ protocol: 'chat.v1' }, 'Option protocol must be of type undefined'], [{ maxdelay: 1 }, 'Option maxdelay must be of type undefined'],
		[{ queue: { maxSize: 1 } }, 'Option maxSize must be of type undefined'], [{ token: 'secret' }, 'Option token must be of type function'],
		[{ tokenProtocol: 1 }, 'Option tokenProtocol must be of type string'], [{ typeField: ['kind'] }, 'Option typeField must be of type string'],
		[{ extensions: () => {} }, 'Option extensions must be of type object'],
	]) {
		assert.throws(() => connecting('chat', options), { name: 'TypeError', message });
	}
	for (const options of [{ extensions: {} }, { extensions: [null] }, { protocols: [''] }, { protocols: 'a b' }, { tokenProtocol: 'a b', token: () => 'token' },
		{ extensions: [{ subProtocol: 'a b' }] }]) {
		assert.throws(() => connecting('chat', options), TypeError);
	}
	assert.equal(browser.listeners, 0);
});

test('the same sub-protocol twice, which no browser takes, is an error of the caller', async () => {
	const token = () => 'token';
	for (const options of [{ protocols: ['a', 'a'] }, { protocols: ['bearer'], token }, { protocols: 'key', tokenProtocol: 'key', token }, { protocols: 'ws.v1' }]) {
		assert.throws(() => connecting('chat', options), { name: 'TypeError', message: 'Sub-protocol twice' });
	}
	await started('chat', { protocols: ['bearer', 'constant-token'] });
	assert.deepEqual(browser.socket.protocols, ['bearer+ws.v1', 'constant-token+ws.v1', 'bearer', 'constant-token']);
});
