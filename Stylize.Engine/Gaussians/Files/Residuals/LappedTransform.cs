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
    private static readonly double[] CosinesBack = Transposed(Cosines, Side);

    private static readonly double[] Rotation = CreateRotation();
    private static readonly double[] RotationBack = Transposed(Rotation, Side);

    /// <summary>Creates a plane of zeros of whole blocks. The caller owns it.</summary>
    public static Raster<float> CreatePlane(int width, int height) =>
        new((width + Side - 1) / Side * Side, (height + Side - 1) / Side * Side, clear: true);

    /// <summary>Rotates samples around the boundaries, before <see cref="ForwardBlock"/>.</summary>
    public static void Forward(Raster<float> plane)
    {
        Rotate(plane, Rotation, isDown: true);
        Rotate(plane, Rotation, isDown: false);
    }

    /// <summary>Completes a plane of blocks of <see cref="InverseBlock"/>.</summary>
    public static void Inverse(Raster<float> plane)
    {
        Rotate(plane, RotationBack, isDown: false);
        Rotate(plane, RotationBack, isDown: true);
    }

    public static void ForwardBlock(Raster<float> plane, int x, int y, Span<float> block)
    {
        Span<double> samples = stackalloc double[Area];
        for (var i = 0; i < Area; i++)
        {
            samples[i] = plane[x + (i % Side), y + (i / Side)];
        }

        Transform(Cosines, samples);
        TensorPrimitives.ConvertTruncating<double, float>(samples, block);
    }

    /// <summary>Writes a block from its coefficients.</summary>
    public static void InverseBlock(ReadOnlySpan<double> block, Raster<float> plane, int x, int y)
    {
        Span<double> samples = stackalloc double[Area];
        block.CopyTo(samples);
        Transform(CosinesBack, samples);
        for (var i = 0; i < Area; i++)
        {
            plane[x + (i % Side), y + (i / Side)] = (float)samples[i];
        }
    }

    /// <summary>Multiplies the rows of a block, then its columns, by a matrix.</summary>
    private static void Transform(double[] matrix, Span<double> block)
    {
        Span<double> columns = stackalloc double[Area];
        for (var i = 0; i < Area; i++)
        {
            columns[i] = Product(matrix, i / Side, block.Slice(i % Side * Side, Side));
        }

        for (var i = 0; i < Area; i++)
        {
            block[i] = Product(matrix, i / Side, columns.Slice(i % Side * Side, Side));
        }
    }

    /// <summary>Rotates the samples above and below each boundary between rows of blocks, or left and right of each one
    /// between columns.</summary>
    private static void Rotate(Raster<float> plane, double[] matrix, bool isDown)
    {
        Span<double> samples = stackalloc double[Side];
        var (length, lines) = isDown ? (plane.Height, plane.Width) : (plane.Width, plane.Height);
        for (var first = Side / 2; first + Side <= length; first += Side)
        {
            for (var line = 0; line < lines; line++)
            {
                for (var i = 0; i < Side; i++)
                {
                    samples[i] = isDown ? plane[line, first + i] : plane[first + i, line];
                }

                for (var i = 0; i < Side; i++)
                {
                    var (x, y) = isDown ? (line, first + i) : (first + i, line);
                    plane[x, y] = (float)Product(matrix, i, samples);
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
