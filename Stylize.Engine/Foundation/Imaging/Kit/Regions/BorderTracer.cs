namespace Stylize.Engine.Imaging.Kit.Regions;

/// <summary>Follows the borders between pixels of different values along the corners of the pixels. A border ends at
/// junctions, where more than two lead away, or is closed. First <see cref="Mark"/> every row of corners.</summary>
/// <remarks>Needs one byte per pixel. Marking compares each pixel with three neighbors; following visits each side of a
/// border once.
/// </remarks>
/// <example><code>
/// var tracer = new BorderTracer(1, 1); // one pixel of value 1 on nothing
/// tracer.Mark(0, [0, 0, 0], [0, 1, 0], (_, _) => true);
/// tracer.Mark(1, [0, 1, 0], [0, 0, 0], (_, _) => true);
/// Assert.Empty(tracer.Open());
/// Assert.Equal([0, 1, 3, 2, 0], tracer.Closed().Single()); // corners, clockwise
/// </code></example>
internal sealed class BorderTracer(int width, int height)
{
    /// <summary>A corner of four borders connects the pixels at upper left and lower right, or the others. More than
    /// two borders that are not connected are a junction.</summary>
    private const byte JoinsFalling = 16, JoinsRising = 32, IsJunction = 64;

    // Bits 0 to 3: a border that was not followed leads right, down, left or up.
    private readonly byte[] _corners = new byte[(width + 1) * (height + 1)];
    private readonly List<int> _path = [];

    /// <summary>Number of corners in a row.</summary>
    public int Stride => width + 1;

    /// <summary>Marks the corners above a row of pixels.</summary>
    /// <param name="y">The row; the height for the corners below the last one.</param>
    /// <param name="above">Values of the row above, with one more at each end.</param>
    /// <param name="below">Values of the row, with one more at each end.</param>
    /// <param name="joinsFalling">Returns true if the pixels at the upper left and the lower right of a corner are
    /// connected, and false if the other two are. Asked at corners of four borders of which at least one such pair has
    /// one value.</param>
    public void Mark(int y, ReadOnlySpan<byte> above, ReadOnlySpan<byte> below, Func<int, int, bool> joinsFalling)
    {
        var corners = _corners.AsSpan(y * Stride, Stride);
        for (var x = 0; x < corners.Length; x++)
        {
            byte nw = above[x], ne = above[x + 1], sw = below[x], se = below[x + 1];
            if (nw == se && nw == ne && nw == sw)
            {
                // Continues at the last pixel before another value.
                var (upper, lower) = (above[x..].IndexOfAnyExcept(nw), below[x..].IndexOfAnyExcept(nw));
                x = (upper < 0 && lower < 0 ? corners.Length : x + (int)Math.Min((uint)upper, (uint)lower) - 1) - 1;
                continue;
            }

            var borders = (ne != se ? 1 : 0) | (sw != se ? 2 : 0) | (nw != sw ? 4 : 0) | (nw != ne ? 8 : 0);
            if (borders == 15 && (nw == se || ne == sw))
            {
                borders |= joinsFalling(x, y) ? JoinsFalling : JoinsRising;
            }
            else if (BitOperations.PopCount((uint)borders) > 2)
            {
                borders |= IsJunction;
            }

            corners[x] = (byte)borders;
        }
    }

    /// <summary>Returns true if two borders meet at a corner.</summary>
    public bool IsShared(int corner) => (_corners[corner] & (JoinsFalling | JoinsRising)) != 0;

    /// <summary>Returns the borders between junctions as indices of corners, in the order of their first
    /// corners.</summary>
    public IEnumerable<int[]> Open() => Borders(fromJunctions: true);

    /// <summary>Returns the closed borders, whose last corner is the first, in the order of their first corners. Call
    /// after <see cref="Open"/> if there are junctions.</summary>
    /// <param name="isInside">True for the pixels of areas, which are then to the right of each border. Without it,
    /// each border begins to the right.</param>
    public IEnumerable<int[]> Closed(Func<int, int, bool>? isInside = null)
    {
        foreach (var border in Borders(fromJunctions: false))
        {
            // At its first corner, a border leads right and down.
            if (isInside is not null && !isInside(border[0] % Stride, border[0] / Stride))
            {
                Array.Reverse(border);
            }

            yield return border;
        }
    }

    private IEnumerable<int[]> Borders(bool fromJunctions)
    {
        for (var corner = 0; corner < _corners.Length; corner++)
        {
            if ((_corners[corner] & 15) == 0 || ((_corners[corner] & IsJunction) != 0) != fromJunctions) continue;

            for (var direction = 0; direction < 4; direction++)
            {
                if ((_corners[corner] & (1 << direction)) != 0)
                {
                    yield return Follow(corner, direction);
                }
            }
        }
    }

    private int[] Follow(int start, int direction)
    {
        ReadOnlySpan<int> steps = [1, Stride, -1, -Stride];
        _path.Clear();
        _path.Add(start);
        var (corner, first) = (start, direction);
        while (true)
        {
            _corners[corner] &= (byte)~(1 << direction);
            corner += steps[direction];
            var back = (direction + 2) & 3;
            var borders = _corners[corner] &= (byte)~(1 << back);
            _path.Add(corner);
            if ((borders & IsJunction) != 0) break;

            // If the pixels at upper left and lower right are connected, up belongs to right, and left to down.
            direction = (borders & JoinsFalling) != 0 ? 3 - back : (borders & JoinsRising) != 0 ? back ^ 1
                : BitOperations.TrailingZeroCount(borders);
            if (corner == start && (direction == first || borders == 0)) break;
        }

        return [.. _path];
    }
}
