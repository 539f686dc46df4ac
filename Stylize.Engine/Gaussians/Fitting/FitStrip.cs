using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Eight columns of one Gaussian over some rows, ready to be walked: the bell of the first row and what takes it to the next.</summary>
/// <remarks>
/// Eight lanes of <see cref="Vector256{T}"/> on every machine: where 256-bit vectors are missing the runtime carries out the same
/// operations in halves, so the result does not depend on the width. Down a column the logarithm of the bell is a parabola; so the bell of the
/// next row is this row's times a ratio, and the next ratio is this one times a constant. Where the bell would leave the range of a float on the way
/// (needles), <see cref="Stepwise"/> says that the logarithm itself is walked.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FitStrip
{
    /// <summary>Columns of a strip.</summary>
    public const int Columns = 8;

    /// <summary>Most rows, so that rounding of the ratios stays below 1e-5.</summary>
    public const int MaxRows = 32;

    /// <summary>The bell in the first row, or its binary logarithm.</summary>
    public Vector256<float> Bell;

    /// <summary>What the bell is multiplied by to reach the next row, or what the logarithm grows by.</summary>
    public Vector256<float> Ratio;

    /// <summary>The first pixel's vectors in a field.</summary>
    public float* Pixel;

    /// <summary>Rows, 1 to <see cref="MaxRows"/>.</summary>
    public int Rows;

    /// <summary>The Gaussian.</summary>
    public int Index;

    /// <summary>What the ratio is multiplied by, or grows by, each row.</summary>
    public float Bend;

    /// <summary>First column minus centre, in pixels.</summary>
    public float OffsetX;

    /// <summary>Row behind the last minus centre, in pixels.</summary>
    public float EndY;

    /// <summary>Not 0 where bell and ratio are logarithms.</summary>
    public int Stepwise;

    public static readonly Vector256<float> Lanes = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);

    /// <summary>Most strips that <see cref="Plan"/> may make of Gaussian <paramref name="i"/> between two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bound(FitGeometry geometry, int i, int top, int bottom)
    {
        top = Math.Max(top, geometry.Top[i]);
        bottom = Math.Min(bottom, geometry.Bottom[i]);
        var columns = (geometry.Right[i] + Columns - 1 - (geometry.Left[i] & -Columns)) / Columns;
        return columns <= 0 || bottom <= top ? 0 : columns * ((bottom - top + MaxRows - 1) / MaxRows);
    }

    /// <summary>Cuts Gaussian <paramref name="i"/> into strips of the rows [<paramref name="top"/>, <paramref name="bottom"/>); returns the place behind the last.</summary>
    /// <param name="bounds">Scratch of 24 elements.</param>
    public static FitStrip* Plan(FitStrip* strip, int* bounds, FitField field, FitParameters parameters, FitGeometry geometry, int i, int top, int bottom)
    {
        var centerX = parameters.X[i];
        var centerY = parameters.Y[i];
        var xx = Vector256.Create(geometry.XX[i]);
        var xy = Vector256.Create(geometry.XY[i]);
        var yy = geometry.YY[i];
        var decay = geometry.Decay[i];
        var reachX = Vector256.Create(geometry.ReachX[i]);
        top = Math.Max(top, geometry.Top[i]);
        bottom = Math.Min(bottom, geometry.Bottom[i]);
        var right = geometry.Right[i];
        for (var left = geometry.Left[i] & -Columns; left < right; left += Columns * Columns)
        {
            MeasureRows(bounds, left - centerX, parameters, geometry, i, top, bottom);
            var pixels = field.Block(left / Columns, 0);
            var count = Math.Min(Columns, (right - left + Columns - 1) / Columns);
            for (var k = 0; k < count; k++)
            {
                var offset = left + (k * Columns) - centerX;
                var dx = Vector256.Create(offset) + Lanes;
                var cross = xy * dx;
                var inside = Vector256.LessThanOrEqual(Vector256.Abs(dx), reachX);
                for (var first = bounds[k]; first < bounds[k + 8]; first += MaxRows)
                {
                    var end = Math.Min(bounds[k + 8], first + MaxRows);
                    var dy = first - centerY;
                    var t = Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(xx, dx, xy * Vector256.Create(dy)), dx, Vector256.Create(yy * dy * dy));
                    var step = cross + Vector256.Create(yy * ((2 * dy) + 1));
                    strip->Pixel = pixels + (first * field.RowPitch);
                    strip->Rows = end - first;
                    strip->Index = i;
                    strip->OffsetX = offset;
                    strip->EndY = end - centerY;
                    strip->Stepwise = bounds[k + 16];
                    if (bounds[k + 16] != 0)
                    {
                        strip->Bell = t;
                        strip->Ratio = step;
                        strip->Bend = 2 * yy;
                    }
                    else
                    {
                        strip->Bell = Vector256.ConditionalSelect(inside, Exp2(t), Vector256<float>.Zero);
                        strip->Ratio = Exp2(step);
                        strip->Bend = decay;
                    }

                    strip++;
                }

                pixels += field.ColumnPitch;
            }
        }

        return strip;
    }

    /// <summary>First row, row behind the last and <see cref="Stepwise"/> of eight neighbouring strips, the first <paramref name="offset"/> from the centre.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MeasureRows(int* bounds, float offset, FitParameters parameters, FitGeometry geometry, int i, int top, int bottom)
    {
        var square = Vector256.Create(FitKernel.Cutoff * FitKernel.Cutoff);
        var reachX = Vector256.Create(geometry.ReachX[i]);
        var apex = Vector256.Create(geometry.Apex[i]);
        var slope = Vector256.Create(geometry.Slope[i]);
        var inverse11 = Vector256.Create(geometry.InverseL11[i]);
        var l22 = Vector256.Create(parameters.L22[i]);
        var centerY = Vector256.Create(parameters.Y[i]);
        var offsets = Vector256.FusedMultiplyAdd(Lanes, Vector256.Create((float)Columns), Vector256.Create(offset));
        var from = Vector256.MaxNative(offsets, -reachX);
        var to = Vector256.MinNative(offsets + Vector256.Create(Columns - 1f), reachX);
        var below = Vector256.MinNative(Vector256.MaxNative(apex, from), to);
        var above = Vector256.MinNative(Vector256.MaxNative(-apex, from), to);
        var a = below * inverse11;
        var b = above * inverse11;
        var last = Vector256.FusedMultiplyAdd(slope, below, l22 * Vector256.Sqrt(Vector256.MaxNative(Vector256<float>.Zero, square - (a * a))));
        var first = Vector256.FusedMultiplyAdd(slope, above, -(l22 * Vector256.Sqrt(Vector256.MaxNative(Vector256<float>.Zero, square - (b * b)))));
        first = Vector256.Ceiling(Vector256.MaxNative(first + centerY, Vector256.Create((float)top)));
        last = Vector256.Floor(Vector256.MinNative(last + centerY, Vector256.Create((float)(bottom - 1))));
        Vector256.ConvertToInt32Native(first).Store(bounds);
        (Vector256.ConvertToInt32Native(last) + Vector256<int>.One).Store(bounds + 8);

        // A lane within the outline starts and ends at most this far from its own middle; the bell there must not leave the range of a float.
        first -= centerY;
        last -= centerY;
        from *= slope;
        to *= slope;
        var far = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.Abs(first - from), Vector256.Abs(first - to)),
            Vector256.MaxNative(Vector256.Abs(last - from), Vector256.Abs(last - to)));
        Vector256.LessThan(far * far * Vector256.Create(geometry.YY[i]), Vector256.Create(-105f)).AsInt32().Store(bounds + 16);
    }

    /// <summary>2^t, relative error below 2e-7; t is clamped to [-126, 126].</summary>
    /// <remarks>Nearest whole power by the rounding constant 1.5 * 2^23, the rest by a minimax polynomial of degree 6 that is exactly 1 at 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp2(Vector256<float> t)
    {
        t = Vector256.MinNative(Vector256.MaxNative(t, Vector256.Create(-126f)), Vector256.Create(126f));
        var rounding = Vector256.Create(12582912f);
        var shifted = t + rounding;
        var rest = t - (shifted - rounding);
        var value = Vector256.FusedMultiplyAdd(rest, Vector256.Create(0.000153533615f), Vector256.Create(0.00133988746f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256.Create(0.00961843736f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256.Create(0.0555033247f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256.Create(0.240226479f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256.Create(0.693147203f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256<float>.One);
        return (value.AsInt32() + Vector256.ShiftLeft(shifted.AsInt32(), 23)).AsSingle();
    }

    /// <summary>Sum of the eight lanes in one fixed order on every machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> lanes)
    {
        var half = lanes.GetLower() + lanes.GetUpper();
        var pair = half + Vector128.Shuffle(half, Vector128.Create(2, 3, 2, 3));
        return (pair + Vector128.Shuffle(pair, Vector128.Create(1, 1, 1, 1))).ToScalar();
    }
}
