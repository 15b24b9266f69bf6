// Server on the npm package "ws", for tests of our clients. It sends every message back, and
// does what a text that begins with "!" asks for.
// Usage: node peer.js <folder of the package> <certificate> <key>

'use strict';

const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');

const [library, certificate, key] = process.argv.slice(2);
const { WebSocketServer } = require(library);

const commands = {
	close: (socket, code, reason) => socket.close(Number(code), reason),
	extensions: (socket) => socket.send(socket.extensions),
	fragments: (socket) => {
		socket.send('one ', { fin: false });
		socket.ping('between');
		socket.send('two ', { fin: false });
		socket.send('three', { fin: true });
	},
	headers: (socket, name) => socket.send(String(socket.request.headers[name])),
	large: (socket, size) => socket.send('x'.repeat(Number(size))),
	ping: (socket, payload) => socket.ping(payload),
	terminate: (socket) => socket.terminate()
};

function log(...words) {
	process.stdout.write(words.join(' ') + '\n');
}

function accept(socket, request) {
	socket.request = request;
	socket.on('message', (data, isBinary) => {
		const [command, ...values] = isBinary ? [] : data.toString().split(' ');
		if (command?.startsWith('!')) {
			commands[command.substring(1)](socket, ...values);
		}
		else {
			socket.send(data, { binary: isBinary });
		}
	});
	socket.on('ping', (data) => socket.send('pinged ' + data));
	socket.on('pong', (data) => socket.send('ponged ' + data));
	socket.on('close', (code, reason) => log('closed', request.url, code, reason));
	socket.on('error', (error) => log('ERROR', request.url, error));
}

function listen(server) {
	const sockets = new WebSocketServer({
		server,
		handleProtocols: (names) => (names.has('v2') ? 'v2' : false),
		maxPayload: 10_000_000,
		perMessageDeflate: { threshold: 0 }
	});
	sockets.on('connection', accept);
	server.listen(0, '127.0.0.1');
	return server;
}

const servers = [
	listen(http.createServer()),
	listen(https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }))
];
Promise.all(servers.map((server) => new Promise((resolve) => server.on('listening', resolve))))
	.then(() => log('ports', ...servers.map((server) => server.address().port)));
