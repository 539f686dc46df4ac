namespace Stylize.Engine.Segmentation.Regions;

/// <summary>
/// The surface of objects by the formula of Crofton (Legland, Kieu and Devaux 2007): the number of ends of the object
/// along lines in 13 directions, each weighted by its share of all directions.
/// </summary>
internal sealed class SurfaceArea
{
    /// <summary>Points of a face of the cube from whose directions the shares are computed, per side.</summary>
    private const int Points = 256;

    private readonly double[] _weights = new double[Directions.Length];

    public SurfaceArea(double pixelSize, double planeDistance)
    {
        (double X, double Y, double Z, double Length)[] lines = [.. Directions.Select(d => (
            d.X * pixelSize, d.Y * pixelSize, d.Z * planeDistance,
            Math.Sqrt(
                (((d.X * d.X) + (d.Y * d.Y)) * pixelSize * pixelSize) + (d.Z * d.Z * planeDistance * planeDistance))))];
        var total = 0.0;
        for (var point = 0; point < Points * Points; point++)
        {
            // The solid angle of a point on the face of a cube.
            var (u, v) =
                (((2 * (point % Points)) + 1.0 - Points) / Points, ((2 * (point / Points)) + 1.0 - Points) / Points);
            var square = 1 + (u * u) + (v * v);
            var angle = 1 / (square * Math.Sqrt(square));
            total += 3 * angle;
            _weights[Nearest(lines, 1, u, v)] += angle;
            _weights[Nearest(lines, u, 1, v)] += angle;
            _weights[Nearest(lines, u, v, 1)] += angle;
        }

        for (var direction = 0; direction < lines.Length; direction++)
        {
            // Each line has the volume of a voxel per length of a step as its cross section.
            _weights[direction] *= 2 * pixelSize * pixelSize * planeDistance / lines[direction].Length / total;
        }
    }

    /// <summary>The first directions lead to the plane before, the others to a neighbor in the same plane.</summary>
    public const int Backward = 9;

    /// <summary>Steps to the 13 neighbors of a voxel that come before it.</summary>
    public static (int X, int Y, int Z)[] Directions { get; } =
        [.. Enumerable.Range(0, 13).Select(i => ((i % 3) - 1, (i / 3 % 3) - 1, (i / 9) - 1))];

    private static int Nearest((double X, double Y, double Z, double Length)[] lines, double x, double y, double z)
    {
        var (nearest, highest) = (0, 0.0);
        foreach (var (index, line) in lines.Index())
        {
            var cosine = Math.Abs((line.X * x) + (line.Y * y) + (line.Z * z)) / line.Length;
            if (cosine > highest)
            {
                (nearest, highest) = (index, cosine);
            }
        }

        return nearest;
    }

    /// <param name="crossings">Number of ends of the object along the lines of each direction.</param>
    public double FromCrossings(ReadOnlySpan<long> crossings)
    {
        var sum = 0.0;
        for (var direction = 0; direction < crossings.Length; direction++)
        {
            sum += crossings[direction] * _weights[direction];
        }

        return sum;
    }
}
