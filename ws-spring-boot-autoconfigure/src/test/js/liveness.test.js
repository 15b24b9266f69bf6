import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { browser, names, open, opened } from './support.js';

beforeEach(() => open());

const PONG = { type: 'ws.pong' };

test('silence is a reason to ask, and no answer the end', async () => {
	const connection = await opened();
	await browser.pass(29_999);
	assert.equal(browser.socket.pings, 0);
	await browser.pass(1);
	assert.equal(browser.socket.pings, 1);
	assert.deepEqual(browser.socket.sent, ['{"type":"ws.ping"}']);
	const { socket } = browser;
	await browser.pass(4_999);
	assert.equal(connection.state, 'open');
	await browser.pass(1);
	assert.deepEqual({ ...connection.states.at(-1), retryAt: 0 }, { state: 'waiting', code: 1006, reason: 'no answer', retryAt: 0 });
	assert.equal(socket.readyState, 2, 'the closing handshake is not waited for');
	assert.equal(socket.listeners, 0);
});

test('an answer ends the question until the next silence', async () => {
	const connection = await opened();
	for (let i = 1; i < 4; i++) {
		await browser.pass(30_000);
		assert.equal(browser.socket.pings, i);
		browser.socket.receive(PONG);
	}
	await browser.pass(20_000);
	assert.equal(connection.state, 'open');
	assert.equal(browser.socket.pings, 3);
});

test('messages are signs of life', async () => {
	await opened();
	for (let i = 0; i < 20; i++) {
		await browser.pass(5_000);
		browser.socket.receive((i % 2) ? 'text' : new ArrayBuffer(1));
	}
	assert.equal(browser.socket.pings, 0);
});

test('messages before the answer give it more time, but do not replace it', async () => {
	const connection = await opened();
	await browser.fire('online');
	await browser.pass(1);
	browser.socket.receive('was on its way before the sleep');
	await browser.pass(4_998);
	assert.equal(browser.socket.pings, 1);
	await browser.pass(1);
	assert.equal(browser.socket.pings, 2, 'the server may have had no room for an answer');
	await browser.pass(4_999);
	assert.equal(connection.state, 'open');
	await browser.pass(1);
	assert.equal(connection.state, 'waiting');
});

test('what is sent before the question gives the answer more time', async () => {
	const connection = await opened();
	browser.socket.isStuck = true;
	connection.send('x'.repeat(900_000));
	await browser.fire('online');
	for (let left = 800_000; left >= 0; left -= 200_000) {
		browser.socket.bufferedAmount = left;
		await browser.pass(5_000);
		assert.equal(connection.state, 'open', left);
	}
	await browser.pass(5_000);
	assert.equal(connection.state, 'waiting');
});

test('a network that takes nothing gives no more time', async () => {
	const connection = await opened();
	browser.socket.isStuck = true;
	connection.send('x'.repeat(900_000));
	await browser.fire('online');
	await browser.pass(5_000);
	assert.equal(connection.state, 'waiting');
});

for (const event of ['online', 'offline', 'visibilitychange', 'resume']) {
	test(`'${event}' is a reason to ask, once`, async () => {
		await opened();
		await browser.fire(event);
		await browser.fire(event);
		assert.equal(browser.socket.pings, 1);
		browser.socket.receive(PONG);
		await browser.fire(event);
		assert.equal(browser.socket.pings, 2);
	});
}

test('the first show of a page changes nothing', async () => {
	const connection = await opened();
	await browser.fire('pageshow', { persisted: false });
	assert.equal(browser.socket.pings, 0);
	for (let i = 0; i < 4; i++) {
		browser.socket.end();
		await browser.pass(connection.retryAt - browser.now);
	}
	await browser.fire('pageshow', { persisted: false });
	browser.socket.end();
	assert.equal(connection.retryAt - browser.now, 4_000);
	await browser.fire('pageshow', { persisted: false });
	assert.equal(connection.state, 'waiting');
});

test('a tab that is hidden asks nothing', async () => {
	await opened();
	await browser.show(false);
	assert.equal(browser.socket.pings, 0);
	await browser.show();
	assert.equal(browser.socket.pings, 1);
});

test('a tab that thaws asks, though it is hidden', async () => {
	await opened();
	await browser.show(false);
	await browser.fire('resume');
	assert.equal(browser.socket.pings, 1);
});

test('a timer that is late is a reason to ask', async () => {
	await opened();
	for (let i = 0; i < 3; i++) {
		await browser.pass(5_000);
		browser.socket.receive('text');
	}
	browser.sleep(25_000);
	browser.socket.receive('was on its way before the sleep');
	await browser.pass(0);
	assert.equal(browser.socket.pings, 1);
});

test('timers of a hidden tab that come once a minute are no reason to ask while there are messages', async () => {
	await opened();
	await browser.show(false);
	for (let minute = 0; minute < 10; minute++) {
		browser.sleep(59_000);
		browser.socket.receive('text');
		browser.sleep(1_000);
		await browser.pass(0);
	}
	assert.equal(browser.socket.pings, 0);
});

test('a clock that is set back is no reason to wait', async () => {
	const connection = await opened();
	browser.setBack(3_600_000);
	await browser.pass(10_000);
	assert.equal(browser.socket.pings, 1, 'nobody knows how long there was silence');
	browser.socket.receive(PONG);
	browser.socket.end();
	browser.setBack(3_600_000);
	await browser.fire('visibilitychange');
	await browser.pass(250);
	assert.equal(connection.state, 'connecting');
});

test('an answer that slept with the page is waited for once more', async () => {
	const connection = await opened();
	await browser.fire('online');
	browser.sleep(3_600_000);
	await browser.pass(0);
	assert.equal(connection.state, 'open');
	browser.socket.receive(PONG);
	await browser.pass(10_000);
	assert.equal(connection.state, 'open');
});

test('an answer that waits behind a long task of the page is waited for', async () => {
	const connection = await opened();
	await browser.fire('online');
	await browser.pass(4_000);
	browser.sleep(2_100);
	await browser.pass(0);
	browser.socket.receive(PONG);
	await browser.pass(10_000);
	assert.equal(connection.state, 'open');
});

test('a question that slept and stays without an answer ends the connection', async () => {
	const connection = await opened();
	await browser.fire('online');
	browser.sleep(3_600_000);
	await browser.pass(4_999);
	assert.equal(connection.state, 'open');
	await browser.pass(1);
	assert.equal(connection.state, 'waiting');
});

test('timers of a hidden tab that come once a minute end no connection that lives', async () => {
	const connection = await opened();
	await browser.show(false);
	for (let minute = 0; minute < 10; minute++) {
		browser.sleep(60_000);
		await browser.pass(0);
		browser.socket.receive(PONG);
	}
	assert.equal(connection.state, 'open');
});

test('where ours is not agreed on, nothing is asked', async () => {
	const connection = await opened('chat', { protocols: 'chat.v1' });
	browser.socket.end();
	await browser.pass(250);
	browser.socket.accept('chat.v1');
	await browser.fire('online');
	await browser.pass(600_000);
	assert.deepEqual(browser.socket.sent, []);
	assert.equal(connection.state, 'open');
	assert.equal(browser.timers, 0);
});

test('silence of 0 asks nothing by itself', async () => {
	const connection = await opened('chat', { silence: 0, pingTimeout: 1_000 });
	await browser.pass(600_000);
	assert.equal(browser.timers, 0);
	connection.retryNow();
	assert.equal(browser.socket.pings, 1);
	await browser.pass(1_000);
	assert.equal(connection.state, 'waiting');
});

test('a question does not outlive its connection', async () => {
	const connection = await opened();
	await browser.fire('online');
	browser.socket.end(1001);
	await browser.pass(250);
	browser.socket.accept();
	await browser.pass(10_000);
	assert.deepEqual(names(connection), ['connecting', 'open', 'waiting', 'connecting', 'open']);
	assert.equal(browser.socket.pings, 0);
});

test("'online' and 'pageshow' end the wait at once", async () => {
	for (const event of ['online', 'pageshow']) {
		open();
		const connection = await opened();
		browser.socket.end();
		await browser.fire(event, { persisted: true });
		assert.equal(connection.state, 'connecting');
		assert.equal(browser.sockets.length, 2);
		await browser.fire(event, { persisted: true });
		assert.equal(browser.sockets.length, 2);
	}
});

test('a hidden tab waits three times as long', async () => {
	const connection = await opened();
	await browser.show(false);
	browser.socket.end();
	assert.equal(connection.retryAt, browser.now + 250);
	await browser.pass(749);
	assert.equal(connection.state, 'waiting');
	await browser.pass(1);
	assert.equal(connection.state, 'connecting');
});

test('a tab that becomes visible waits no longer than others', async () => {
	const connection = await opened();
	await browser.show(false);
	browser.socket.end();
	await browser.pass(100);
	await browser.show();
	await browser.pass(149);
	assert.equal(connection.state, 'waiting');
	await browser.pass(1);
	assert.equal(connection.state, 'connecting');
	await browser.pass(1_000);
	assert.equal(browser.sockets.length, 2);
	browser.socket.end();
	await browser.show(false);
	assert.equal(connection.state, 'waiting');
});

test('a tab that becomes visible after its time tries at once', async () => {
	const connection = await opened();
	await browser.show(false);
	browser.socket.end();
	await browser.pass(300);
	await browser.show();
	await browser.pass(0);
	assert.equal(connection.state, 'connecting');
});

test('a page that is left closes, and one that comes back from the cache connects', async () => {
	const connection = await opened();
	const { socket } = browser;
	await browser.fire('pagehide', { persisted: true });
	assert.deepEqual(socket.closedWith, { code: 1000, reason: '' });
	assert.equal(connection.state, 'waiting');
	assert.equal(connection.states.at(-1).reason, 'page hidden');
	browser.sleep(3_600_000);
	await browser.fire('pageshow', { persisted: true });
	assert.equal(connection.state, 'connecting');
	browser.socket.accept();
	assert.equal(connection.state, 'open');
});

test('a page that is left while it waits changes nothing', async () => {
	const connection = await opened();
	browser.socket.end();
	await browser.fire('pagehide');
	assert.deepEqual(names(connection), ['connecting', 'open', 'waiting']);
	assert.equal(connection.retryAt, browser.now + 250);
});

test('a page that is left while it connects leaves its socket, which says nothing about the server', async () => {
	const connection = await opened();
	for (let i = 0; i < 4; i++) {
		await browser.fire('pagehide', { persisted: true });
		assert.equal(connection.state, 'waiting');
		await browser.fire('pageshow', { persisted: true });
		assert.equal(connection.state, 'connecting');
		assert.deepEqual(browser.socket.protocols, ['ws.v1']);
	}
	const left = browser.sockets.at(-2);
	left.accept();
	assert.deepEqual(left.closedWith, { code: 1000, reason: '' });
	assert.equal(browser.requests.length, 0);
	browser.socket.accept();
	assert.equal(connection.state, 'open');
});

test('a handshake that slept with the page has its time once more', async () => {
	const connection = await opened();
	browser.socket.end();
	await browser.pass(250);
	browser.sleep(60_000);
	await browser.pass(0);
	assert.equal(connection.state, 'connecting');
	await browser.pass(15_000);
	assert.equal(connection.state, 'waiting');
});

test('events of the page do not bring back what has ended', async () => {
	const connection = await opened();
	connection.close();
	for (const event of ['online', 'pageshow', 'visibilitychange', 'resume']) {
		await browser.fire(event);
	}
	connection.retryNow();
	await browser.pass(60_000);
	assert.equal(browser.sockets.length, 1);
	assert.equal(connection.state, 'closed');
});
