namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Divides the nodes of a graph into two sides so that the sum of the weights between them is as small as possible (Dinitz,
/// Soviet Mathematics Doklady 11, 1970).</summary>
/// <param name="count">Number of nodes; node 0 is the source and node 1 the sink.</param>
internal sealed class MinimumCut(int count)
{
    private readonly List<(int To, int Next, long Room)> _arcs = [];
    private readonly int[] _first = Filled(count);
    private readonly int[] _level = new int[count];
    private readonly int[] _queue = new int[count];

    public void Add(int a, int b, long weight)
    {
        _arcs.Add((b, _first[a], weight));
        _first[a] = _arcs.Count - 1;
        _arcs.Add((a, _first[b], weight));
        _first[b] = _arcs.Count - 1;
    }

    /// <summary>Returns for each node whether it is on the side of the source; the smallest such side.</summary>
    public bool[] Cut()
    {
        var arcs = CollectionsMarshal.AsSpan(_arcs);
        var next = new int[_first.Length];
        var path = new List<int>();
        while (FindLevels(arcs))
        {
            _first.CopyTo(next, 0);
            for (var node = 0; ;)
            {
                if (node == 1)
                {
                    node = Push(arcs, path);
                    continue;
                }

                var arc = next[node];
                while (arc >= 0 && (arcs[arc].Room == 0 || _level[arcs[arc].To] != _level[node] + 1))
                {
                    arc = arcs[arc].Next;
                }

                next[node] = arc;
                if (arc >= 0)
                {
                    path.Add(arc);
                    node = arcs[arc].To;
                    continue;
                }

                if (path.Count == 0) break;

                // A dead end.
                node = arcs[path[^1] ^ 1].To;
                next[node] = arcs[next[node]].Next;
                path.RemoveAt(path.Count - 1);
            }
        }

        return [.. _level.Select(level => level >= 0)];
    }

    /// <summary>Sends as much as possible along a path, and returns the node at which it is full.</summary>
    private static int Push(Span<(int To, int Next, long Room)> arcs, List<int> path)
    {
        var most = long.MaxValue;
        foreach (var arc in path)
        {
            most = Math.Min(most, arcs[arc].Room);
        }

        var full = path.Count;
        for (var i = path.Count - 1; i >= 0; i--)
        {
            arcs[path[i]].Room -= most;
            arcs[path[i] ^ 1].Room += most;
            full = arcs[path[i]].Room == 0 ? i : full;
        }

        var node = arcs[path[full] ^ 1].To;
        path.RemoveRange(full, path.Count - full);
        return node;
    }

    /// <summary>Finds the distance from the source of each node that is nearer than the sink; -1 if it cannot be reached.</summary>
    /// <returns>True if the sink can be reached.</returns>
    private bool FindLevels(Span<(int To, int Next, long Room)> arcs)
    {
        Array.Fill(_level, -1);
        _level[0] = 0;
        _queue[0] = 0;
        for (int at = 0, end = 1; at < end; at++)
        {
            var node = _queue[at];
            for (var arc = _first[node]; arc >= 0; arc = arcs[arc].Next)
            {
                if (arcs[arc].Room > 0 && _level[arcs[arc].To] < 0)
                {
                    _level[arcs[arc].To] = _level[node] + 1;
                    if (arcs[arc].To == 1) return true;

                    _queue[end++] = arcs[arc].To;
                }
            }
        }

        return false;
    }

    private static int[] Filled(int count)
    {
        var first = new int[count];
        Array.Fill(first, -1);
        return first;
    }
}
