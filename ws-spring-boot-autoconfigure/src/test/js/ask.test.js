import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { AskError, connect } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-ask.js';
import { browser, open, opened } from './support.js';

beforeEach(() => open());

async function asking(options = {}) {
	return opened('shop', { ...options, connect });
}

function rejected(promise, reason) {
	return assert.rejects(promise, (error) => error instanceof AskError && error.reason === reason);
}

test('an answer resolves the promise of its question', async () => {
	const connection = await asking();
	const price = connection.ask({ type: 'price', of: 'tea' });
	const name = connection.ask({ type: 'name' });
	await browser.settle();
	assert.deepEqual(browser.socket.messages, [{ type: 'price', of: 'tea', ask: 1 }, { type: 'name', ask: 2 }]);
	browser.socket.receive({ re: 2, value: 'Ada' });
	browser.socket.receive({ re: 1, amount: 5, currency: 'EUR' });
	assert.equal(await name, 'Ada');
	assert.deepEqual(await price, { amount: 5, currency: 'EUR' });
	assert.equal(browser.timers, timersOfAnOpenConnection());
});

function timersOfAnOpenConnection() {
	return 1;
}

test('an answer may be any value', async () => {
	const connection = await asking();
	const answers = [[{}, undefined], [{ value: null }, null], [{ value: [1] }, [1]], [{ value: false }, false], [{ amount: 1 }, { amount: 1 }],
		[{ value: 1, unit: 'g' }, { value: 1, unit: 'g' }]];
	for (const [fields, value] of answers) {
		const answer = connection.ask({ type: 'price' });
		await browser.settle();
		browser.socket.receive({ re: browser.socket.messages.at(-1).ask, ...fields });
		assert.deepEqual(await answer, value);
	}
});

test('a failure rejects the promise with what the server says', async () => {
	const connection = await asking();
	const answer = connection.ask({ type: 'price' });
	await browser.settle();
	browser.socket.receive({ re: 1, error: { code: 7 } });
	await assert.rejects(answer, (error) => error.reason === 'failed' && error.content.code === 7 && error.name === 'AskError');
	const other = connection.ask({ type: 'price' });
	await browser.settle();
	browser.socket.receive({ re: 2, error: null });
	await assert.rejects(other, { reason: 'failed', content: null });
});

test('an error that is null is none beside an answer', async () => {
	const connection = await asking();
	const answers = [[{ error: null, value: 5 }, 5], [{ amount: 1, error: null }, { amount: 1 }], [{ type: 'price', error: null }, { type: 'price' }]];
	for (const [fields, value] of answers) {
		const answer = connection.ask({ type: 'price' });
		await browser.settle();
		browser.socket.receive({ re: browser.socket.messages.at(-1).ask, ...fields });
		assert.deepEqual(await answer, value);
	}
	const both = connection.ask({ type: 'price' });
	await browser.settle();
	browser.socket.receive({ re: 4, error: 'no', value: 5 });
	await assert.rejects(both, { reason: 'failed', content: 'no' });
});

test('without an answer the promise is rejected in time, and what comes later is ignored', async () => {
	const connection = await asking();
	const seen = [];
	connection.on('*', (message) => seen.push(message));
	const late = rejected(connection.ask({ type: 'price' }), 'timeout');
	const patient = connection.ask({ type: 'price' }, { timeout: 20_000 });
	await browser.pass(5_000);
	await late;
	browser.socket.receive({ re: 1, amount: 5 });
	browser.socket.receive({ re: 2, amount: 6 });
	browser.socket.receive({ re: 2, amount: 7 });
	assert.deepEqual(await patient, { amount: 6 });
	assert.deepEqual(seen, []);
	browser.socket.receive({ re: 3 });
	browser.socket.receive({ re: 'you' });
	assert.deepEqual(seen, [{ re: 3 }, { re: 'you' }], 'what was never asked is no answer');
});

test('a question ends with its connection', async () => {
	const connection = await asking();
	const lost = rejected(connection.ask({ type: 'price' }), 'lost');
	await browser.settle();
	browser.socket.end();
	await lost;
	await rejected(connection.ask({ type: 'price' }), 'not sent');
	await browser.pass(250);
	browser.socket.accept();
	await browser.settle();
	const closed = rejected(connection.ask({ type: 'price' }), 'lost');
	await browser.settle();
	connection.close();
	await closed;
	assert.equal(browser.timers, 0);
});

test('what is no question is refused', async () => {
	const connection = await asking();
	for (const message of ['text', [1], null, undefined, { ask: 1 }, { re: 1 }, { type: 'ws.ping' }]) {
		await assert.rejects(connection.ask(message), TypeError);
	}
	assert.deepEqual(browser.socket.messages, []);
});

test('a handler answers questions of the server', async () => {
	const connection = await asking();
	const results = { object: { agreed: true }, text: 'yes', number: 0, list: [1], nothing: undefined, nil: null, date: new Date(0) };
	for (const [type, result] of Object.entries(results)) {
		connection.onAsk(type, () => (type === 'text') ? Promise.resolve(result) : result);
		browser.socket.receive({ type, ask: 17 });
		await browser.settle();
	}
	assert.deepEqual(browser.socket.messages, [{ re: 17, agreed: true }, { re: 17, value: 'yes' }, { re: 17, value: 0 }, { re: 17, value: [1] },
		{ re: 17 }, { re: 17 }, { re: 17, value: '1970-01-01T00:00:00.000Z' }]);
});

test('a handler gets the question, and only while it is there', async () => {
	const connection = await asking();
	const seen = [];
	const remove = connection.onAsk('confirm', (question) => seen.push(question) && undefined);
	browser.socket.receive({ type: 'confirm', ask: 'a', text: 'Sure?' });
	await browser.settle();
	assert.deepEqual(seen, [{ type: 'confirm', ask: 'a', text: 'Sure?' }]);
	remove();
	browser.socket.receive({ type: 'confirm', ask: 'b' });
	await browser.settle();
	assert.deepEqual(browser.socket.messages, [{ re: 'a' }, { re: 'b', error: null }]);
});

test('what a handler is rejected with is the failure, but no text of an exception', async () => {
	const connection = await asking();
	connection.onAsk('confirm', ({ ask }) => Promise.reject((ask === 1) ? { code: 'busy' } : undefined));
	connection.onAsk('broken', () => {
		throw new Error('secret');
	});
	connection.onAsk('wrong', () => ({ error: 'is reserved' }));
	connection.onAsk('number', () => ({ re: 'is reserved' }));
	browser.socket.receive({ type: 'confirm', ask: 1 });
	await browser.settle();
	browser.socket.receive({ type: 'confirm', ask: 2 });
	await browser.settle();
	browser.socket.receive({ type: 'broken', ask: 3 });
	await browser.settle();
	browser.socket.receive({ type: 'wrong', ask: 4 });
	await browser.settle();
	browser.socket.receive({ type: 'number', ask: 5 });
	await browser.settle();
	assert.deepEqual(browser.socket.messages, [{ re: 1, error: { code: 'busy' } }, { re: 2, error: null }, { re: 3, error: null },
		{ re: 4, error: null }, { re: 5, error: null }]);
	assert.equal(browser.reported.length, 3);
});

test('a listener gets what no handler answers', async () => {
	const connection = await asking();
	const seen = [];
	const remove = connection.on('tick', (message) => seen.push(message));
	browser.socket.receive({ type: 'tick', bid: 1, ask: 2 });
	await browser.settle();
	assert.deepEqual(seen, [{ type: 'tick', bid: 1, ask: 2 }]);
	assert.deepEqual(browser.socket.messages, []);
	remove();
	browser.socket.receive({ type: 'tick', bid: 1, ask: 2 });
	await browser.settle();
	assert.deepEqual(browser.socket.messages, [{ re: 2, error: null }]);
	connection.on('*', (message) => seen.push(message));
	browser.socket.receive({ type: 'other', ask: 3 });
	browser.socket.receive({ type: 'other', ask: 1.5 });
	assert.equal(seen.length, 3);
});

test('a question of a connection that is gone is not answered on the next one', async () => {
	const connection = await asking();
	let answer;
	connection.onAsk('confirm', () => new Promise((resolve) => answer = resolve));
	browser.socket.receive({ type: 'confirm', ask: 1 });
	browser.socket.end();
	await browser.pass(250);
	browser.socket.accept();
	await browser.settle();
	answer({ agreed: true });
	await browser.settle();
	assert.deepEqual(browser.socket.messages, []);
});

test('names of fields, time-out and other extensions are options', async () => {
	const seen = [];
	const connection = await asking({ typeField: 'kind', askField: 'id', replyField: 'to', askTimeout: 1_000,
		extensions: [{ sending: (message) => ({ ...message, signed: true }), received: (message) => void seen.push(message) }] });
	connection.onAsk('confirm', () => 'yes');
	const answer = rejected(connection.ask({ kind: 'price' }), 'timeout');
	browser.socket.receive({ kind: 'confirm', id: 5 });
	await browser.settle();
	assert.deepEqual(browser.socket.messages, [{ kind: 'price', id: 1, signed: true }, { to: 5, value: 'yes', signed: true }]);
	assert.deepEqual(seen, [{ kind: 'confirm', id: 5 }]);
	await browser.pass(1_000);
	await answer;
});
