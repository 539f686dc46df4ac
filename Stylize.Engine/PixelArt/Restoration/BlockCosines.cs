using System.Runtime.Intrinsics;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>The orthonormal discrete cosine transform of blocks of 8x8 samples (ITU-T T.81, A.3.3).</summary>
internal static class BlockCosines
{
    public const int Side = 8;

    /// <summary>Row k: the k-th cosine at the eight places; then the transpose.</summary>
    private static readonly float[] Forwards = Matrix(isTransposed: false), Backwards = Matrix(isTransposed: true);

    /// <summary>Transforms the block whose first sample is <paramref name="samples"/>[0], in place.</summary>
    /// <param name="samples">The plane from the block's first sample on.</param>
    /// <param name="stride">Samples of a row of the plane.</param>
    /// <param name="isInverse">From coefficients to samples.</param>
    public static void Transform(Span<float> samples, int stride, bool isInverse)
    {
        // M B M', with the rows of B as vectors: first M B, then each row times M'.
        ReadOnlySpan<float> left = isInverse ? Backwards : Forwards, right = isInverse ? Forwards : Backwards;
        Span<Vector256<float>> rows = stackalloc Vector256<float>[Side], columns = stackalloc Vector256<float>[Side];
        for (var i = 0; i < Side; i++)
        {
            rows[i] = Vector256.Create<float>(samples.Slice(i * stride, Side));
            columns[i] = Vector256.Create<float>(right.Slice(i * Side, Side));
        }

        Span<float> line = stackalloc float[Side];
        for (var i = 0; i < Side; i++)
        {
            var sum = rows[0] * left[i * Side];
            for (var j = 1; j < Side; j++)
            {
                sum += rows[j] * left[(i * Side) + j];
            }

            sum.CopyTo(line);
            sum = columns[0] * line[0];
            for (var j = 1; j < Side; j++)
            {
                sum += columns[j] * line[j];
            }

            sum.CopyTo(samples.Slice(i * stride, Side));
        }
    }

    private static float[] Matrix(bool isTransposed)
    {
        var matrix = new float[Side * Side];
        for (var k = 0; k < Side; k++)
        {
            for (var x = 0; x < Side; x++)
            {
                var value = (k == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * x) + 1) * k * Math.PI / 16);
                matrix[isTransposed ? (x * Side) + k : (k * Side) + x] = (float)value;
            }
        }

        return matrix;
    }
}
