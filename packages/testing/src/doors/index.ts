export { makeTestDialer } from "./dialer.ts";
export { makeTestSocketClient } from "./socket-client.ts";
export { type SocketPeer, type SocketServer, type SocketServerOptions, startSocketServer } from "./socket-server.ts";
