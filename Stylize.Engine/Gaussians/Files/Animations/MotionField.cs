using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Gaussians.Files.Animations;

/// <summary>
/// Movement of the Gaussians from a frame to the next: a vector in 1/16 pixel at each node of a square grid over the
/// picture, interpolated between nodes. The vectors of the camera at three corners, which determine an affine movement,
/// predict those of the nodes.
/// </summary>
/// <param name="spacing">Binary logarithm of the distance of nodes relative to 8 pixels, 0 to
/// <see cref="MaxSpacing"/>.</param>
internal sealed class MotionField(int width, int height, int spacing)
{
    public const int MaxSpacing = 7;

    /// <summary>Largest magnitude of a component.</summary>
    public const int MaxVector = (1 << 14) - 1;

    /// <summary>Nodes that any picture may have; larger numbers must not exceed that of the Gaussians.</summary>
    private const int FreeNodes = 64;

    private readonly int _bits = BitOperations.Log2(8 * CompactQuantizer.PointsPerPixel) + spacing;
    private readonly (int X, int Y)[] _vectors =
        new (int, int)[CountNodes(width, spacing) * CountNodes(height, spacing)];

    public int Spacing => spacing;

    public int Columns { get; } = CountNodes(width, spacing);

    public int Rows { get; } = CountNodes(height, spacing);

    /// <summary>The movement of the camera at the first node, at the last of the first row, and at the first of the
    /// last row.</summary>
    public ((int X, int Y) First, (int X, int Y) Right, (int X, int Y) Below) Corners { get; set; }

    /// <summary>The vector of a node, in 1/16 pixel.</summary>
    public ref (int X, int Y) this[int column, int row] => ref _vectors[(row * Columns) + column];

    public bool IsStill => Array.TrueForAll(_vectors, vector => vector == default);

    /// <summary>Returns true if a picture of a number of Gaussians may have the nodes of a spacing.</summary>
    public static bool Allows(int width, int height, int spacing, int count) =>
        (long)CountNodes(width, spacing) * CountNodes(height, spacing) <= Math.Max(FreeNodes, count);

    /// <summary>Returns the distance of a node from the left or top edge, in 1/16 pixel.</summary>
    public int Point(int index) => index << _bits;

    /// <summary>Returns the movement of a point, both in 1/16 pixel. Beyond the nodes, that of the nearest place
    /// applies.</summary>
    public (int X, int Y) VectorAt(int x, int y)
    {
        (x, y) = (Math.Clamp(x, 0, Point(Columns - 1)), Math.Clamp(y, 0, Point(Rows - 1)));
        var (column, row) = (Math.Min(x >> _bits, Columns - 2), Math.Min(y >> _bits, Rows - 2));
        var (right, below) = ((long)x - Point(column), (long)y - Point(row));
        var (left, above) = ((1L << _bits) - right, (1L << _bits) - below);
        var (a, b) = (this[column, row], this[column + 1, row]);
        var (c, d) = (this[column, row + 1], this[column + 1, row + 1]);
        var half = 1L << ((2 * _bits) - 1);
        return (
            (int)(((above * ((left * a.X) + (right * b.X))) + (below * ((left * c.X) + (right * d.X)))
                + half) >> (2 * _bits)),
            (int)(((above * ((left * a.Y) + (right * b.Y))) + (below * ((left * c.Y) + (right * d.Y)))
                + half) >> (2 * _bits)));
    }

    /// <summary>Returns the movement of the mapped picture; null if a grid of its distance has too many
    /// nodes.</summary>
    /// <param name="map">Map from pixels of this picture to pixels of the other.</param>
    /// <param name="count">Number of Gaussians.</param>
    public MotionField? Mapped(AffineMap map, int mappedWidth, int mappedHeight, int count)
    {
        var scale = Math.Sqrt(Math.Abs(map.Determinant));
        var mappedSpacing = Math.Clamp((int)Math.Round(spacing + PortableMath.Log2(scale)), 0, MaxSpacing);
        if (!Allows(mappedWidth, mappedHeight, mappedSpacing, count)) return null;

        var (linear, inverse) = (map with { X = 0, Y = 0 }, map.Inverse());
        var mapped = new MotionField(mappedWidth, mappedHeight, mappedSpacing);
        for (var row = 0; row < mapped.Rows; row++)
        {
            for (var column = 0; column < mapped.Columns; column++)
            {
                const double Points = CompactQuantizer.PointsPerPixel;
                var (x, y) = inverse.At(mapped.Point(column) / Points, mapped.Point(row) / Points);
                var vector = VectorAt(
                    Rounded(x * Points, CompactGrid.MaxCoordinate), Rounded(y * Points, CompactGrid.MaxCoordinate));
                var (toX, toY) = linear.At(vector.X, vector.Y);
                mapped[column, row] = (Rounded(toX, MaxVector), Rounded(toY, MaxVector));
            }
        }

        mapped.Corners = (mapped[0, 0], mapped[mapped.Columns - 1, 0], mapped[0, mapped.Rows - 1]);
        return mapped;

        static int Rounded(double value, int max) => (int)Math.Clamp(Math.Round(value), -max, max);
    }

    /// <summary>Moves a Gaussian by a vector in 1/16 pixel.</summary>
    public static void Apply((int X, int Y) vector, ref CompactGaussian g)
    {
        g.X = Math.Clamp(g.X + vector.X, -CompactGrid.MaxCoordinate, CompactGrid.MaxCoordinate);
        g.Y = Math.Clamp(g.Y + vector.Y, -CompactGrid.MaxCoordinate, CompactGrid.MaxCoordinate);
    }

    /// <summary>Returns the movement of the camera at a node.</summary>
    public (int X, int Y) Camera(int column, int row)
    {
        var (first, right, below) = Corners;
        return (
            first.X + Share(right.X - first.X, column, Columns) + Share(below.X - first.X, row, Rows),
            first.Y + Share(right.Y - first.Y, column, Columns) + Share(below.Y - first.Y, row, Rows));
    }

    /// <summary>Returns the movement of a node relative to the camera.</summary>
    public (int X, int Y) Relative(int column, int row)
    {
        var (vector, camera) = (this[column, row], Camera(column, row));
        return (vector.X - camera.X, vector.Y - camera.Y);
    }

    /// <summary>
    /// Predicts the vector of a node: the camera, and the medians of the relative vectors on the left, above, and at
    /// the same node in the frame before. Nodes must be set in the order of rows.
    /// </summary>
    /// <param name="earlier">The movement of the frame before; null for none.</param>
    public (int X, int Y) Predict(int column, int row, MotionField? earlier)
    {
        var before = earlier?.Spacing == Spacing ? earlier.Relative(column, row) : default;
        var above = row > 0 ? Relative(column, row - 1) : column > 0 ? Relative(column - 1, row) : before;
        var left = column > 0 ? Relative(column - 1, row) : above;
        var camera = Camera(column, row);
        return (camera.X + Median(left.X, above.X, before.X), camera.Y + Median(left.Y, above.Y, before.Y));
    }

    /// <summary>Returns the share of a node in a difference from the first to the last of a number of nodes,
    /// rounded.</summary>
    private static int Share(int difference, int node, int nodes)
    {
        var twice = 2 * (nodes - 1);
        return (int)Math.Floor(((2.0 * difference * node) + nodes - 1) / twice);
    }

    private static int CountNodes(int length, int spacing) => ((length - 1) >> (spacing + 3)) + 2;

    private static int Median(int a, int b, int c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
