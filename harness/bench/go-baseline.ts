/**
 * What the Go suites did with two public student solutions, A and B: seconds, RPCs, and commands
 * (lab 2) or clerk operations (lab 3). Measured once on a 2-core machine. 4A and 4B print no
 * figures in Go.
 */

/** Seconds, RPCs, commands or operations. */
export type GoFigures = readonly [number, number, number]

/** By the title of the test, solution A and solution B. */
export const GO_BASELINE: Readonly<Record<string, readonly [GoFigures, GoFigures]>> = {
  'Test (2A): initial election': [
    [3.6, 54, 0],
    [3.1, 40, 0],
  ],
  'Test (2A): election after network failure': [
    [5.4, 112, 0],
    [4.5, 96, 0],
  ],
  'Test (2A): multiple elections': [
    [7.7, 564, 0],
    [5.3, 510, 0],
  ],
  'Test (2B): basic agreement': [
    [1.2, 16, 3],
    [0.3, 16, 3],
  ],
  'Test (2B): RPC byte count': [
    [2.0, 48, 11],
    [0.5, 50, 11],
  ],
  'Test (2B): test progressive failure of followers': [
    [5.2, 96, 3],
    [4.3, 131, 3],
  ],
  'Test (2B): test failure of leaders': [
    [6.3, 186, 3],
    [4.5, 136, 3],
  ],
  'Test (2B): agreement after follower reconnects': [
    [6.0, 108, 8],
    [3.0, 96, 7],
  ],
  'Test (2B): no agreement if too many followers disconnect': [
    [4.5, 160, 3],
    [3.3, 232, 4],
  ],
  'Test (2B): concurrent Start()s': [
    [1.1, 20, 6],
    [0.5, 28, 6],
  ],
  'Test (2B): rejoin of partitioned leader': [
    [7.4, 176, 4],
    [1.9, 76, 4],
  ],
  'Test (2B): leader backs up quickly over incorrect follower logs': [
    [16.5, 1952, 102],
    [5.0, 1587, 102],
  ],
  "Test (2B): RPC counts aren't too high": [
    [2.5, 58, 12],
    [2.0, 55, 12],
  ],
  'Test (2C): basic persistence': [
    [6.2, 92, 6],
    [2.7, 64, 6],
  ],
  'Test (2C): more persistence': [
    [18.6, 860, 16],
    [9.3, 692, 16],
  ],
  'Test (2C): partitioned leader and one follower crash, leader restarts': [
    [2.6, 32, 4],
    [1.1, 34, 4],
  ],
  'Test (2C): Figure 8': [
    [31.5, 484, 25],
    [33.0, 1775, 79],
  ],
  'Test (2C): unreliable agreement': [
    [1.9, 1032, 246],
    [1.4, 1596, 246],
  ],
  'Test (2C): Figure 8 (unreliable)': [
    [38.5, 8196, 77],
    [34.0, 3728, 64],
  ],
  'Test (2C): churn': [
    [16.4, 7488, 1734],
    [16.1, 29_537, 3607],
  ],
  'Test (2C): unreliable churn': [
    [16.3, 5036, 1110],
    [16.1, 6515, 756],
  ],
  'Test (2D): snapshots basic': [
    [4.7, 538, 232],
    [1.5, 521, 194],
  ],
  'Test (2D): install snapshots (disconnect)': [
    [44.8, 1410, 269],
    [25.9, 1372, 349],
  ],
  'Test (2D): install snapshots (disconnect+unreliable)': [
    [51.9, 1748, 359],
    [27.8, 1391, 275],
  ],
  'Test (2D): install snapshots (crash)': [
    [36.8, 1184, 350],
    [19.3, 1191, 331],
  ],
  'Test (2D): install snapshots (unreliable+crash)': [
    [45.0, 1200, 312],
    [23.9, 1404, 343],
  ],
  'Test (2D): crash and restart all servers': [
    [11.1, 248, 56],
    [2.4, 242, 52],
  ],
  'Test (2D): snapshot initialization after crash': [
    [4.2, 68, 14],
    [1.0, 68, 14],
  ],
  'Test: one client (3A)': [
    [15.0, 25_904, 2185],
    [15.1, 23_656, 2515],
  ],
  'Test: ops complete fast enough (3A)': [
    [5.1, 19_079, 0],
    [1.5, 5066, 0],
  ],
  'Test: many clients (3A)': [
    [15.5, 31_231, 1728],
    [15.2, 30_507, 3846],
  ],
  'Test: unreliable net, many clients (3A)': [
    [16.0, 10_024, 1512],
    [16.5, 14_442, 1422],
  ],
  'Test: concurrent append to same key, unreliable (3A)': [
    [1.3, 273, 52],
    [1.3, 332, 52],
  ],
  'Test: progress in majority (3A)': [
    [1.0, 95, 2],
    [0.3, 37, 2],
  ],
  'Test: no progress in minority (3A)': [
    [1.0, 119, 3],
    [1.0, 147, 3],
  ],
  'Test: completion after heal (3A)': [
    [1.0, 59, 3],
    [1.0, 73, 3],
  ],
  'Test: partitions, one client (3A)': [
    [22.3, 17_638, 1275],
    [22.6, 26_362, 2736],
  ],
  'Test: partitions, many clients (3A)': [
    [22.7, 33_520, 1855],
    [22.5, 29_139, 3640],
  ],
  'Test: restarts, one client (3A)': [
    [20.6, 45_505, 1649],
    [18.8, 34_912, 3752],
  ],
  'Test: restarts, many clients (3A)': [
    [20.8, 92_354, 1728],
    [19.0, 33_222, 4100],
  ],
  'Test: unreliable net, restarts, many clients (3A)': [
    [21.5, 11_291, 1543],
    [19.8, 14_607, 1386],
  ],
  'Test: restarts, partitions, many clients (3A)': [
    [28.3, 72_554, 1730],
    [26.5, 34_331, 4346],
  ],
  'Test: unreliable net, restarts, partitions, many clients (3A)': [
    [29.4, 9106, 1066],
    [27.7, 13_456, 1237],
  ],
  'Test: unreliable net, restarts, partitions, random keys, many clients (3A)': [
    [31.4, 17_558, 957],
    [29.4, 34_802, 2533],
  ],
  'Test: InstallSnapshot RPC (3B)': [
    [4.5, 12_813, 63],
    [1.3, 367, 63],
  ],
  'Test: snapshot size is reasonable (3B)': [
    [4.0, 15_436, 800],
    [0.6, 4029, 800],
  ],
  'Test: ops complete fast enough (3B)': [
    [3.7, 13_707, 0],
    [0.9, 5063, 0],
  ],
  'Test: restarts, snapshots, one client (3B)': [
    [20.7, 68_511, 4989],
    [19.2, 170_047, 18_614],
  ],
  'Test: restarts, snapshots, many clients (3B)': [
    [21.2, 117_746, 14_688],
    [18.9, 158_331, 20_870],
  ],
  'Test: unreliable net, snapshots, many clients (3B)': [
    [16.0, 9398, 1414],
    [16.0, 15_201, 1481],
  ],
  'Test: unreliable net, restarts, snapshots, many clients (3B)': [
    [21.8, 10_852, 1419],
    [20.3, 15_061, 1389],
  ],
  'Test: unreliable net, restarts, partitions, snapshots, many clients (3B)': [
    [29.3, 9503, 1056],
    [27.4, 12_978, 1165],
  ],
  'Test: unreliable net, restarts, partitions, snapshots, random keys, many clients (3B)': [
    [30.7, 30_678, 2796],
    [29.2, 47_636, 3431],
  ],
}
