namespace Stylize.Engine.Gaussians.Files.Residuals;

/// <summary>
/// An orthogonal lapped transform of blocks of 8 x 8 samples (Malvar and Staelin, 1989): a rotation of the eight
/// samples around each boundary between blocks, then the DCT of each block. Its basis functions overlap, so that the
/// boundaries of blocks are invisible.
/// </summary>
internal static class LappedTransform
{
    public const int Side = 8;
    public const int Area = Side * Side;

    /// <summary>Row k contains the basis function of frequency k.</summary>
    private static readonly double[] Cosines = Cosine(Side, shift: 0);

    private static readonly double[] Rotation = CreateRotation();
    private static readonly double[] RotationBack = Transposed(Rotation, Side);

    /// <summary>Creates a plane of zeros of whole blocks. The caller owns it.</summary>
    public static Raster<float> CreatePlane(int width, int height) =>
        new((width + Side - 1) / Side * Side, (height + Side - 1) / Side * Side, clear: true);

    /// <summary>Rotates samples around the boundaries, before <see cref="ForwardBlock"/>.</summary>
    public static void Forward(Raster<float> plane)
    {
        RotateRows(plane, Rotation);
        RotateColumns(plane, Rotation);
    }

    /// <summary>Completes a plane of blocks of <see cref="InverseBlock"/>.</summary>
    public static void Inverse(Raster<float> plane)
    {
        RotateColumns(plane, RotationBack);
        RotateRows(plane, RotationBack);
    }

    public static void ForwardBlock(Raster<float> plane, int x, int y, Span<float> block)
    {
        Span<double> half = stackalloc double[Area];
        for (var row = 0; row < Side; row++)
        {
            var samples = plane.Row(y + row).Slice(x, Side);
            for (var k = 0; k < Side; k++)
            {
                var sum = 0.0;
                for (var i = 0; i < Side; i++)
                {
                    sum += Cosines[(k * Side) + i] * samples[i];
                }

                half[(row * Side) + k] = sum;
            }
        }

        for (var column = 0; column < Side; column++)
        {
            for (var k = 0; k < Side; k++)
            {
                var sum = 0.0;
                for (var i = 0; i < Side; i++)
                {
                    sum += Cosines[(k * Side) + i] * half[(i * Side) + column];
                }

                block[(k * Side) + column] = (float)sum;
            }
        }
    }

    /// <summary>Writes a block from its coefficients.</summary>
    public static void InverseBlock(ReadOnlySpan<double> block, Raster<float> plane, int x, int y)
    {
        Span<double> half = stackalloc double[Area];
        for (var row = 0; row < Side; row++)
        {
            for (var i = 0; i < Side; i++)
            {
                var sum = 0.0;
                for (var k = 0; k < Side; k++)
                {
                    sum += Cosines[(k * Side) + i] * block[(row * Side) + k];
                }

                half[(row * Side) + i] = sum;
            }
        }

        for (var row = 0; row < Side; row++)
        {
            var samples = plane.Row(y + row).Slice(x, Side);
            for (var column = 0; column < Side; column++)
            {
                var sum = 0.0;
                for (var k = 0; k < Side; k++)
                {
                    sum += Cosines[(k * Side) + row] * half[(k * Side) + column];
                }

                samples[column] = (float)sum;
            }
        }
    }

    /// <summary>Rotates the samples above and below each boundary between rows of blocks.</summary>
    private static void RotateRows(Raster<float> plane, double[] matrix)
    {
        Span<double> samples = stackalloc double[Side];
        for (var top = Side / 2; top + Side <= plane.Height; top += Side)
        {
            for (var x = 0; x < plane.Width; x++)
            {
                for (var i = 0; i < Side; i++)
                {
                    samples[i] = plane.Row(top + i)[x];
                }

                for (var i = 0; i < Side; i++)
                {
                    plane.Row(top + i)[x] = (float)Product(matrix, i, samples);
                }
            }
        }
    }

    /// <summary>Rotates the samples left and right of each boundary between columns of blocks.</summary>
    private static void RotateColumns(Raster<float> plane, double[] matrix)
    {
        Span<double> samples = stackalloc double[Side];
        for (var y = 0; y < plane.Height; y++)
        {
            for (var left = Side / 2; left + Side <= plane.Width; left += Side)
            {
                var row = plane.Row(y).Slice(left, Side);
                for (var i = 0; i < Side; i++)
                {
                    samples[i] = row[i];
                }

                for (var i = 0; i < Side; i++)
                {
                    row[i] = (float)Product(matrix, i, samples);
                }
            }
        }
    }

    private static double Product(double[] matrix, int row, ReadOnlySpan<double> samples)
    {
        var sum = 0.0;
        for (var i = 0; i < Side; i++)
        {
            sum += matrix[(row * Side) + i] * samples[i];
        }

        return sum;
    }

    /// <summary>Returns the rows of the orthogonal DCT-II, or of the DCT-IV with a shift of 1/2.</summary>
    private static double[] Cosine(int side, double shift) => [.. Enumerable.Range(0, side * side).Select(at =>
    {
        var (k, i) = (at / side, at % side);
        var scale = Math.Sqrt((k == 0 && shift == 0 ? 1.0 : 2.0) / side);
        return scale * PortableMath.Cos(Math.PI * ((2 * i) + 1) * (k + shift) / (2 * side));
    })];

    /// <summary>
    /// Returns W diag(I, V) W with W = [I J; J -I] / sqrt(2) and V = J D2^T D4 J, of the DCT-II and the DCT-IV of four
    /// samples.
    /// </summary>
    private static double[] CreateRotation()
    {
        const int half = Side / 2;
        var (second, fourth) = (Cosine(half, 0), Cosine(half, 0.5));
        var result = new double[Area];
        for (var i = 0; i < half; i++)
        {
            for (var j = 0; j < half; j++)
            {
                // Element (i, j) of V from both ends, which J mirrors.
                var v = 0.0;
                for (var k = 0; k < half; k++)
                {
                    v += second[(k * half) + half - 1 - i] * fourth[(k * half) + half - 1 - j];
                }

                var unit = i == j ? 1 : 0;
                var (mirroredI, mirroredJ) = (half - 1 - i, half - 1 - j);
                result[(mirroredI * Side) + mirroredJ] += (unit + v) / 2;
                result[(mirroredI * Side) + half + j] += (unit - v) / 2;
                result[((half + i) * Side) + mirroredJ] += (unit - v) / 2;
                result[((half + i) * Side) + half + j] += (unit + v) / 2;
            }
        }

        return result;
    }

    private static double[] Transposed(double[] matrix, int side) =>
        [.. Enumerable.Range(0, side * side).Select(at => matrix[(at % side * side) + (at / side)])];
}
