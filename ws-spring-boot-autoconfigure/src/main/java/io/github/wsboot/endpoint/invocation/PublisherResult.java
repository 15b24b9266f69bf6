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

package io.github.wsboot.endpoint.invocation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import io.github.wsboot.support.SafeLogger;

/**
 * Result that is a publisher of Reactive Streams. A single value holds the mailbox, as a
 * stage does. A stream does not hold it; its next element is requested when the
 * connection can be written to, so it is consumed no faster than the client reads.
 */
final class PublisherResult {

	private static final SafeLogger logger = SafeLogger.of(PublisherResult.class);

	private final CallbackInvocation invocation;

	PublisherResult(CallbackInvocation invocation) {
		this.invocation = invocation;
	}

	@Nullable CompletionStage<?> subscribe(Publisher<?> publisher, boolean stream) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		if (!stream) {
			subscribe(publisher, done);
			return done;
		}
		this.invocation.pendingResults().startStream();
		done.whenComplete((result, exception) -> {
			this.invocation.pendingResults().endStream();
			if (exception != null && !this.invocation.isCancellation(exception)) {
				this.invocation.scope().postFailure(exception, this.invocation.source());
			}
		});
		subscribe(publisher, done);
		return null;
	}

	private void subscribe(Publisher<?> publisher, CompletableFuture<Void> done) {
		ElementSubscriber subscriber = new ElementSubscriber(done);
		try {
			this.invocation.pendingResults().add(subscriber.cancellation);
			publisher.subscribe(subscriber);
		}
		catch (Throwable ex) {
			subscriber.fail(ex);
		}
	}

	private final class ElementSubscriber implements Subscriber<Object> {

		private final CompletableFuture<Void> done;

		private final Runnable cancellation = this::cancel;

		private volatile @Nullable Subscription subscription;

		ElementSubscriber(CompletableFuture<Void> done) {
			this.done = done;
		}

		private void cancel() {
			try {
				cancelUpstream();
			}
			finally {
				// Even if the publisher fails, it must not hold the mailbox
				this.done.cancel(true);
			}
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			if (isOver()) {
				subscription.cancel();
			}
			else {
				requestNext();
			}
		}

		@Override
		public void onNext(Object element) {
			if (this.done.isDone()) {
				return;
			}
			try {
				PublisherResult.this.invocation.deliver(element);
			}
			catch (Throwable ex) {
				fail(ex);
				return;
			}
			PublisherResult.this.invocation.scope().whenWritable(this::requestNext);
		}

		/**
		 * Request the next element. An exception must not leave this method: the stage of
		 * the queue, or the publisher, which call it, would lose the exception.
		 */
		private void requestNext() {
			Subscription active = this.subscription;
			if (active == null || isOver()) {
				return;
			}
			try {
				active.request(1);
			}
			catch (Throwable ex) {
				fail(ex);
			}
		}

		private boolean isOver() {
			return this.done.isDone() || PublisherResult.this.invocation.pendingResults().isCancelled();
		}

		private void fail(Throwable exception) {
			// First, so that elements which the publisher still sends are ignored
			onError(exception);
			try {
				cancelUpstream();
			}
			catch (Throwable ex) {
				logger.warn("A publisher that has failed cannot be cancelled", ex);
			}
		}

		private void cancelUpstream() {
			Subscription active = this.subscription;
			if (active != null) {
				active.cancel();
			}
		}

		@Override
		public void onError(Throwable exception) {
			PublisherResult.this.invocation.pendingResults().remove(this.cancellation);
			this.done.completeExceptionally(exception);
		}

		@Override
		public void onComplete() {
			PublisherResult.this.invocation.pendingResults().remove(this.cancellation);
			try {
				PublisherResult.this.invocation.deliver(null);
				this.done.complete(null);
			}
			catch (Throwable ex) {
				this.done.completeExceptionally(ex);
			}
		}

	}

}
