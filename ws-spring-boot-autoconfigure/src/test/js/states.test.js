import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { browser, connecting, names, open, opened, started } from './support.js';

beforeEach(() => open());

test('each state is one event', async () => {
	const connection = connecting();
	assert.equal(connection.state, 'connecting');
	await browser.settle();
	browser.socket.accept();
	browser.socket.end(1001);
	await browser.pass(500);
	browser.socket.accept();
	connection.close();
	assert.deepEqual(names(connection), ['connecting', 'open', 'waiting', 'connecting', 'open', 'closed']);
});

test('waiting tells what has ended, and when the next attempt is due', async () => {
	const connection = await opened();
	browser.socket.end(1001, 'bye');
	assert.deepEqual(connection.states.at(-1), { state: 'waiting', code: 1001, reason: 'bye', retryAt: browser.now + 250 });
	assert.equal(connection.retryAt, browser.now + 250);
	await browser.pass(250);
	assert.equal(connection.state, 'connecting');
	assert.equal(connection.retryAt, null);
});

test('retryNow() ends the wait', async () => {
	const connection = await opened();
	browser.socket.end(1001);
	connection.retryNow();
	await browser.settle();
	assert.equal(connection.state, 'connecting');
	assert.equal(browser.sockets.length, 2);
	connection.retryNow();
	await browser.pass(1_000);
	assert.equal(browser.sockets.length, 2);
});

test('what is closed while it waits tries no more', async () => {
	const connection = await opened();
	browser.socket.end(1001);
	connection.close();
	assert.equal(connection.retryAt, null);
	await browser.pass(60_000);
	assert.equal(browser.sockets.length, 1);
});

test('close() tells the server, the listeners and the promise', async () => {
	const connection = await opened();
	connection.close(4000, 'over');
	assert.deepEqual(browser.socket.closedWith, { code: 4000, reason: 'over' });
	assert.deepEqual(connection.states.at(-1), { state: 'closed', code: 4000, reason: 'over' });
	assert.deepEqual(await connection.closed, { code: 4000, reason: 'over' });
	connection.close();
	assert.deepEqual(names(connection), ['connecting', 'open', 'closed']);
});

test('close() before the first attempt lets none begin', async () => {
	const connection = connecting();
	connection.close();
	await browser.pass(60_000);
	assert.equal(browser.sockets.length, 0);
	assert.deepEqual(names(connection), ['closed']);
});

test('close() with what a page must not say is an error in each state', async () => {
	const connecting = await started();
	const waiting = await opened();
	browser.socket.end();
	const connection = await opened();
	for (const code of [0, 5, 999, 1001, 1006, 2999, 5000, NaN, '1001', new Event('click')]) {
		for (const one of [connecting, waiting, connection]) {
			assert.throws(() => one.close(code), RangeError);
		}
	}
	for (const one of [connecting, waiting, connection]) {
		assert.throws(() => one.close(1000, 'ä'.repeat(62)), RangeError);
	}
	assert.deepEqual([connecting.state, waiting.state, connection.state], ['connecting', 'waiting', 'open']);
	connection.close(4999, `${'ä'.repeat(61)}x`);
	assert.equal(connection.state, 'closed');
});

test('close() while it connects says what it has to say when the socket is open', async () => {
	const connection = await started();
	connection.close(4000, 'over');
	assert.deepEqual(await connection.closed, { code: 4000, reason: 'over' });
	assert.equal(browser.socket.closedWith, null);
	browser.socket.accept();
	assert.deepEqual(browser.socket.closedWith, { code: 4000, reason: 'over' });
});

test('all listeners hear of changes in their order, also if a listener makes the next one', async () => {
	const connection = connecting();
	const seen = [];
	connection.addEventListener('state', ({ detail }) => detail.state === 'open' && connection.close());
	connection.addEventListener('state', ({ detail }) => seen.push(detail.state));
	await browser.settle();
	browser.socket.accept();
	assert.deepEqual(seen, ['connecting', 'open', 'closed']);
});

test('a listener may close the connection, whatever it hears of', async () => {
	for (const state of ['connecting', 'open', 'waiting']) {
		open();
		browser.answer = async () => ({ status: 401 });
		const connection = connecting('chat', { queue: { maxAge: 1 } });
		connection.addEventListener('state', ({ detail }) => detail.state === state && connection.close());
		await browser.settle();
		browser.socket?.accept();
		browser.socket?.end();
		await browser.pass(60_000);
		assert.equal(names(connection).at(-1), 'closed', state);
		assert.equal(names(connection).filter((name) => name === 'closed').length, 1, state);
		assert.equal(connection.state, 'closed', state);
		assert.equal(browser.timers + browser.listeners, 0, state);
	}
});

test('a listener that closes at the third failure leaves no request', async () => {
	browser.answer = () => new Promise(() => {});
	const connection = await started();
	let failures = 0;
	connection.addEventListener('state', ({ detail }) => detail.state === 'waiting' && ++failures === 3 && connection.close());
	for (let i = 0; i < 3; i++) {
		browser.socket.end();
		await browser.pass(4_000);
	}
	assert.equal(connection.state, 'closed');
	assert.ok(browser.requests.every(({ signal }) => signal.aborted));
	assert.equal(browser.timers + browser.listeners, 0);
});

test('a listener of what is dropped may close', async () => {
	const connection = await started('chat', { queue: { maxAge: 100 } });
	connection.addEventListener('dropped', () => connection.close());
	connection.send('a', { queue: true });
	browser.sleep(200);
	browser.socket.end();
	await browser.pass(60_000);
	assert.deepEqual(names(connection), ['connecting', 'waiting', 'closed']);
	assert.equal(browser.timers + browser.listeners, 0);
});

test('nothing is left after close(), in whatever state', async () => {
	const states = {
		new: () => connecting(),
		connecting: () => started(),
		open: () => opened(),
		'open with a question': async () => {
			const connection = await opened();
			await browser.fire('online');
			return connection;
		},
		'open with a queue': async () => {
			const connection = await opened();
			browser.socket.bufferedAmount = 2_000_000;
			assert.equal(connection.send({ type: 'a' }, { queue: true }), 'queued');
			assert.equal(connection.send({ type: 'b' }, { queue: true }), 'queued');
			return connection;
		},
		waiting: async () => {
			const connection = await opened();
			browser.socket.end();
			assert.equal(connection.send({ type: 'a' }, { queue: true }), 'queued');
			assert.equal(connection.send({ type: 'b' }, { queue: true }), 'queued');
			return connection;
		},
		'asking by HTTP': async () => {
			browser.answer = () => new Promise(() => {});
			const connection = await started();
			for (let i = 0; i < 3; i++) {
				browser.socket.end();
				await browser.pass(4_000);
			}
			assert.equal(browser.requests.length, 1);
			return connection;
		},
	};
	for (const [name, prepare] of Object.entries(states)) {
		open();
		const connection = await prepare();
		assert.ok(browser.listeners > 0, name);
		connection.close();
		await browser.settle();
		assert.equal(browser.timers, 0, name);
		assert.equal(browser.listeners, 0, name);
		for (const socket of browser.sockets) {
			if (socket.readyState === 0) {
				socket.accept();
				socket.onopen = null;
			}
			assert.equal(socket.listeners, 0, name);
			assert.ok(socket.readyState > 1, name);
		}
		assert.ok(browser.requests.every(({ signal }) => signal.aborted), name);
	}
});
