/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

/*
 * Lower bound for a WebSocket server: little more than the system calls. A message that
 * begins with E goes back to its sender, one that begins with B to all connections, whatever
 * their path is. What one read brings is answered by one write for each socket; what a
 * socket does not take is kept until it does.
 *
 * It unmasks, and it answers handshakes, pings and close frames as it should. It leaves out
 * what a lower bound need not have: fragments, compression, checks of UTF-8, any limit of
 * what waits for slow clients. An application has no say in it.
 *
 * Each thread has an epoll of its own; connections are dealt out to them in turn.
 *
 *     cc -O2 -pthread -o limit limit.c
 *     ./limit THREADS
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	MAX_THREADS = 256,
	MAX_CONNECTIONS = 1 << 16,
	MAX_HEAD = 8192,
	MAX_MESSAGE = 1 << 24,
	BACKLOG = 4096,
	BUFFER = 1 << 18,
	EVENTS = 512,
	LONGEST_HEADER = 14,
	TEXT = 1,
	BINARY = 2,
	CLOSE = 8,
	PING = 9,
	PONG = 10,
	FIN = 0x80,
	MASKED = 0x80
};

struct bytes {
	uint8_t *at;
	size_t length, capacity;
};

struct connection {
	int fd, epoll;
	bool open, closing;
	size_t slot;           /* index in "everyone" while it is open */
	size_t wanted;         /* size of the frame that has arrived in part */
	struct bytes in;       /* what has arrived of it */
	pthread_mutex_t lock;  /* for what follows: any thread can write */
	struct bytes out;      /* what the socket has not taken, from "sent" on */
	size_t sent;
};

static pthread_mutex_t everyone_lock = PTHREAD_MUTEX_INITIALIZER;
static struct connection *everyone[MAX_CONNECTIONS];
static size_t everyone_count;

static int listener, threads, epolls[MAX_THREADS];

static void fail(const char *what) {
	perror(what);
	exit(2);
}

static void *checked(void *memory) {
	if (memory == NULL) {
		fail("memory");
	}
	return memory;
}

static void append(struct bytes *target, const uint8_t *source, size_t length, size_t capacity) {
	if (capacity < target->length + length) {
		capacity = target->length + length;
	}
	if (capacity > target->capacity) {
		target->at = checked(realloc(target->at, capacity));
		target->capacity = capacity;
	}
	memcpy(target->at + target->length, source, length);
	target->length += length;
}

static void release(struct bytes *bytes) {
	free(bytes->at);
	*bytes = (struct bytes) { 0 };
}

/* Handshake: the accept value is the SHA-1 of key and GUID, in Base64 (RFC 6455, section 4.2.2) */

static uint32_t rotate(uint32_t value, int bits) {
	return value << bits | value >> (32 - bits);
}

static void sha1_block(uint32_t state[5], const uint8_t *block) {
	uint32_t w[80];
	for (int i = 0; i < 80; i++) {
		w[i] = (i < 16)
				? (uint32_t) block[4 * i] << 24 | (uint32_t) block[4 * i + 1] << 16
						| (uint32_t) block[4 * i + 2] << 8 | block[4 * i + 3]
				: rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	}
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
	for (int i = 0; i < 80; i++) {
		uint32_t mix = (i < 20) ? ((b & c) | (~b & d)) + 0x5A827999u
				: (i < 40) ? (b ^ c ^ d) + 0x6ED9EBA1u
				: (i < 60) ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDCu
				: (b ^ c ^ d) + 0xCA62C1D6u;
		uint32_t next = rotate(a, 5) + mix + e + w[i];
		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

/* SHA-1 of a text shorter than 120 bytes, which fits into two blocks */
static void sha1(const uint8_t *text, size_t length, uint8_t digest[20]) {
	uint32_t state[5] = { 0x67452301u, 0xEFCDAB89u, 0x98BADCFEu, 0x10325476u, 0xC3D2E1F0u };
	uint8_t blocks[128] = { 0 };
	size_t total = (length + 9 <= 64) ? 64 : 128;
	memcpy(blocks, text, length);
	blocks[length] = 0x80;
	blocks[total - 2] = (uint8_t) (length * 8 >> 8);
	blocks[total - 1] = (uint8_t) (length * 8);
	for (size_t i = 0; i < total; i += 64) {
		sha1_block(state, blocks + i);
	}
	for (int i = 0; i < 20; i++) {
		digest[i] = (uint8_t) (state[i / 4] >> (24 - 8 * (i % 4)));
	}
}

static void base64(const uint8_t digest[20], char text[29]) {
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t padded[21] = { 0 };
	memcpy(padded, digest, 20);
	for (int i = 0; i < 7; i++) {
		uint32_t three = (uint32_t) padded[3 * i] << 16 | (uint32_t) padded[3 * i + 1] << 8 | padded[3 * i + 2];
		for (int j = 0; j < 4; j++) {
			text[4 * i + j] = digits[three >> (18 - 6 * j) & 63];
		}
	}
	text[27] = '=';
	text[28] = 0;
}

/* Writing */

static void watch(struct connection *c, uint32_t events) {
	struct epoll_event event = { .events = events, .data.ptr = c };
	if (epoll_ctl(c->epoll, EPOLL_CTL_MOD, c->fd, &event) < 0) {
		fail("epoll_ctl");
	}
}

static size_t write_now(struct connection *c, const uint8_t *bytes, size_t length) {
	ssize_t written = send(c->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (written >= 0) {
		return (size_t) written;
	}
	/* Of a socket that is broken its own thread learns by reading: nothing is kept for it */
	return (errno == EAGAIN || errno == EINTR) ? 0 : length;
}

static void write_all(struct connection *c, const uint8_t *bytes, size_t length) {
	pthread_mutex_lock(&c->lock);
	bool waiting = c->out.length > 0;
	size_t written = waiting ? 0 : write_now(c, bytes, length);
	if (written < length) {
		append(&c->out, bytes + written, length - written, 0);
		if (!waiting) {
			watch(c, EPOLLIN | EPOLLOUT);
		}
	}
	pthread_mutex_unlock(&c->lock);
}

/* Write what was kept; returns whether nothing is left */
static bool write_rest(struct connection *c) {
	pthread_mutex_lock(&c->lock);
	c->sent += write_now(c, c->out.at + c->sent, c->out.length - c->sent);
	bool done = c->sent == c->out.length;
	if (done) {
		release(&c->out);
		c->sent = 0;
		watch(c, EPOLLIN);
	}
	pthread_mutex_unlock(&c->lock);
	return done;
}

static void broadcast(const uint8_t *bytes, size_t length) {
	pthread_mutex_lock(&everyone_lock);
	for (size_t i = 0; i < everyone_count; i++) {
		write_all(everyone[i], bytes, length);
	}
	pthread_mutex_unlock(&everyone_lock);
}

/* Connections */

static void add(struct connection *c) {
	pthread_mutex_lock(&everyone_lock);
	if (everyone_count == MAX_CONNECTIONS) {
		fail("too many connections");
	}
	c->slot = everyone_count++;
	everyone[c->slot] = c;
	pthread_mutex_unlock(&everyone_lock);
	c->open = true;
}

/* No other thread knows the connection when it is no longer among "everyone" */
static void end(struct connection *c) {
	if (c->open) {
		pthread_mutex_lock(&everyone_lock);
		struct connection *last = everyone[--everyone_count];
		everyone[c->slot] = last;
		last->slot = c->slot;
		pthread_mutex_unlock(&everyone_lock);
	}
	close(c->fd);
	release(&c->in);
	release(&c->out);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static void accept_all(void) {
	static int next;
	int one = 1, fd;
	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		struct connection *c = checked(calloc(1, sizeof *c));
		c->fd = fd;
		c->epoll = epolls[next++ % threads];
		pthread_mutex_init(&c->lock, NULL);
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
		if (epoll_ctl(c->epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
			fail("epoll_ctl");
		}
	}
}

/* Reading: each of these takes bytes from the front and returns how many */

static size_t refuse(struct connection *c, size_t length) {
	static const char refusal[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	write_all(c, (const uint8_t *) refusal, sizeof refusal - 1);
	c->closing = true;
	return length;
}

static size_t handshake(struct connection *c, const uint8_t *bytes, size_t length) {
	static const char name[] = "\r\nSec-WebSocket-Key:", guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	const uint8_t *blank = memmem(bytes, length, "\r\n\r\n", 4);
	if (blank == NULL) {
		c->wanted = MAX_HEAD;
		return (length < MAX_HEAD) ? 0 : refuse(c, length);
	}
	char head[MAX_HEAD];
	size_t size = (size_t) (blank - bytes) + 2;
	if (size >= MAX_HEAD) {
		return refuse(c, length);
	}
	memcpy(head, bytes, size);
	head[size] = 0;
	char *key = strcasestr(head, name);
	if (strncmp(head, "GET ", 4) != 0 || key == NULL) {
		return refuse(c, length);
	}
	key += sizeof name - 1;
	key += strspn(key, " \t");
	size_t key_length = strcspn(key, " \t\r\n");
	if (key_length != 24) {
		return refuse(c, length);
	}
	uint8_t text[24 + sizeof guid], digest[20];
	memcpy(text, key, 24);
	memcpy(text + 24, guid, sizeof guid);
	sha1(text, 24 + sizeof guid - 1, digest);
	char value[29], answer[256];
	base64(digest, value);
	int answer_length = snprintf(answer, sizeof answer,
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
			"Sec-WebSocket-Accept: %s\r\n\r\n", value);
	add(c);
	write_all(c, (const uint8_t *) answer, (size_t) answer_length);
	return size + 2;
}

static void unmask(uint8_t *payload, const uint8_t *mask, size_t length) {
	uint32_t four;
	memcpy(&four, mask, 4);
	uint64_t eight = (uint64_t) four << 32 | four;
	size_t i = 0;
	for (; i + 8 <= length; i += 8) {
		uint64_t word;
		memcpy(&word, payload + i, 8);
		word ^= eight;
		memcpy(payload + i, &word, 8);
	}
	for (; i < length; i++) {
		payload[i] ^= ((uint8_t *) &four)[i & 3];
	}
}

/* Messages of one kind that follow each other, in the buffer they were read into */
struct run {
	char kind;
	uint8_t *at;
	size_t length;
};

static void answer(struct connection *c, struct run *run) {
	if (run->kind == 'E') {
		write_all(c, run->at, run->length);
	}
	else if (run->kind == 'B') {
		broadcast(run->at, run->length);
	}
	*run = (struct run) { 0 };
}

/* A frame without its mask is shorter, so it fits where it was, and moves up to the one before */
static void extend(struct connection *c, struct run *run, char kind, uint8_t *frame, size_t length) {
	if (run->kind != kind) {
		answer(c, run);
		*run = (struct run) { .kind = kind, .at = frame };
	}
	else {
		memmove(run->at + run->length, frame, length);
	}
	run->length += length;
}

static size_t frames(struct connection *c, uint8_t *bytes, size_t length) {
	struct run run = { 0 };
	size_t at = 0;
	c->wanted = LONGEST_HEADER;
	while (length - at >= 2 && !c->closing) {
		uint8_t *frame = bytes + at;
		uint64_t size = frame[1] & 127;
		size_t extra = (size == 126) ? 2 : (size == 127) ? 8 : 0;
		if (length - at < 2 + extra) {
			break;
		}
		for (size_t i = 0; i < extra; i++) {
			size = (i == 0) ? frame[2] : size << 8 | frame[2 + i];
		}
		size_t header = 2 + extra, total = header + 4 + size;
		int opcode = frame[0] & 15;
		if ((frame[0] & 0xF0) != FIN || !(frame[1] & MASKED) || size > MAX_MESSAGE) {
			c->closing = true;
			break;
		}
		if (length - at < total) {
			c->wanted = total;
			break;
		}
		unmask(frame + header + 4, frame + header, size);
		memmove(frame + 4, frame, header);
		frame += 4;
		frame[1] &= 127;
		if (opcode == TEXT || opcode == BINARY) {
			extend(c, &run, (size > 0) ? (char) frame[header] : 0, frame, header + size);
		}
		else if (opcode == CLOSE || opcode == PING) {
			answer(c, &run);
			frame[0] = FIN | (opcode == PING ? PONG : CLOSE);
			write_all(c, frame, header + size);
			c->closing = opcode == CLOSE;
		}
		at += total;
	}
	answer(c, &run);
	return c->closing ? length : at;
}

static void keep(struct connection *c, uint8_t *bytes, size_t from, size_t to) {
	if (from == to) {
		release(&c->in);
	}
	else if (bytes == c->in.at) {
		c->in.length = 0;
		memmove(bytes, bytes + from, to - from);
		append(&c->in, bytes, 0, c->wanted);
		c->in.length = to - from;
	}
	else {
		append(&c->in, bytes + from, to - from, c->wanted);
	}
}

/* Returns whether the connection goes on */
static bool readable(struct connection *c, uint8_t *buffer) {
	bool kept = c->in.length > 0;
	uint8_t *bytes = kept ? c->in.at : buffer;
	size_t length = kept ? c->in.length : 0, capacity = kept ? c->in.capacity : BUFFER;
	ssize_t arrived = recv(c->fd, bytes + length, capacity - length, 0);
	if (arrived <= 0) {
		return arrived < 0 && (errno == EAGAIN || errno == EINTR);
	}
	length += (size_t) arrived;
	size_t taken = c->open ? 0 : handshake(c, bytes, length);
	if (c->open) {
		taken += frames(c, bytes + taken, length - taken);
	}
	keep(c, bytes, taken, length);
	return true;
}

static void ready(struct connection *c, uint32_t events, uint8_t *buffer) {
	bool goes_on = true;
	if (events & EPOLLOUT) {
		write_rest(c);
	}
	if (events & ~(uint32_t) EPOLLOUT) {
		goes_on = readable(c, buffer);
	}
	pthread_mutex_lock(&c->lock);
	bool nothing_waits = c->out.length == 0;
	pthread_mutex_unlock(&c->lock);
	if (!goes_on || (c->closing && nothing_waits)) {
		end(c);
	}
}

static void *loop(void *argument) {
	int epoll = *(int *) argument;
	uint8_t *buffer = checked(malloc(BUFFER));
	struct epoll_event events[EVENTS];
	for (;;) {
		int count = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < count; i++) {
			if (events[i].data.ptr == NULL) {
				accept_all();
			}
			else {
				ready(events[i].data.ptr, events[i].events, buffer);
			}
		}
	}
	return NULL;
}

int main(int count, char **arguments) {
	threads = (count > 1) ? atoi(arguments[1]) : 1;
	if (threads < 1 || threads > MAX_THREADS) {
		fprintf(stderr, "The number of threads has to be between 1 and %d\n", MAX_THREADS);
		return 2;
	}
	/* Buffers of large messages come and go: their pages stay */
	mallopt(M_MMAP_THRESHOLD, 1 << 25);
	mallopt(M_TRIM_THRESHOLD, 1 << 28);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	if (listener < 0 || bind(listener, (struct sockaddr *) &address, size) < 0 || listen(listener, BACKLOG) < 0
			|| getsockname(listener, (struct sockaddr *) &address, &size) < 0) {
		fail("listen");
	}
	for (int i = 0; i < threads; i++) {
		epolls[i] = epoll_create1(EPOLL_CLOEXEC);
	}
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };
	if (epoll_ctl(epolls[0], EPOLL_CTL_ADD, listener, &event) < 0) {
		fail("epoll_ctl");
	}
	printf("Limit server listens on port %d\n", ntohs(address.sin_port));
	fflush(stdout);
	for (int i = 1; i < threads; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, loop, &epolls[i]) != 0) {
			fail("thread");
		}
	}
	loop(&epolls[0]);
	return 0;
}
