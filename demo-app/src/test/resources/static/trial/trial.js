// Connections of the browser's module by their names, and what has happened to them.

import { connect } from '/webjars/ws-client/ws-client.js';

const timers = new Set();
const sent = [];
const received = [];
const violations = [];

// Counted, so that what is left behind shows
const { setTimeout: start, clearTimeout: stop } = window;
window.setTimeout = (task, delay, ...parameters) => {
	const timer = start(() => {
		timers.delete(timer);
		task(...parameters);
	}, delay);
	timers.add(timer);
	return timer;
};
window.clearTimeout = (timer) => {
	timers.delete(timer);
	stop(timer);
};

const { send } = WebSocket.prototype;
WebSocket.prototype.send = function(data) {
	sent.push(data);
	send.call(this, data);
};

window.WebSocket = class extends WebSocket {

	constructor(url, protocols) {
		super(url, protocols);
		this.addEventListener('message', ({ data }) => received.push(data));
	}

};

document.addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective}: ${event.blockedURI}`));

class Trial {

	states = [];
	lines = [];
	texts = [];
	dropped = [];
	ending = null;

	constructor(path, options) {
		this.connection = connect(path, options);
		this.connection.addEventListener('state', ({ detail }) => this.states.push({ at: Date.now(), ...detail }));
		this.connection.addEventListener('dropped', ({ detail }) => this.dropped.push(detail.reason));
		this.connection.on('*', (message, text) => this.texts.push(text));
		this.connection.closed.then((ending) => this.ending = ending);
	}

	/** Lines have a type, which texts of other endpoints have not. */
	readLines() {
		this.connection.on('line', ({ from, text }) => this.lines.push(`${from}: ${text}`));
		this.connection.on('binary', (bytes) => this.lines.push(`bytes: ${[...new Uint8Array(bytes)]}`));
		return this;
	}

	count(state) {
		return this.states.filter((change) => change.state === state).length;
	}

}

const trials = {};

window.trial = {

	trials, sent, received, violations,

	start(name, path, options) {
		return trials[name] = new Trial(path, options);
	},

	send(name, message, options) {
		return trials[name].connection.send(message, options);
	},

	all() {
		return Object.values(trials);
	},

	timers() {
		return timers.size;
	}

};
