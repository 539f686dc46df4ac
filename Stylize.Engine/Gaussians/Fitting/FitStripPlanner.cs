using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Cuts Gaussians into strips, for the columns of eight pixels in which a field lies in memory.</summary>
internal static unsafe class FitStripPlanner
{
    /// <summary>Upper bound on the strips that <see cref="Plan"/> makes of Gaussian <paramref name="i"/> in rows [top, bottom).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bound(FitGeometry geometry, int i, int top, int bottom)
    {
        top = Math.Max(top, geometry.Top[i]);
        bottom = Math.Min(bottom, geometry.Bottom[i]);
        var columns = (geometry.Right[i] + FitLanes.Count - 1 - (geometry.Left[i] & -FitLanes.Count)) / FitLanes.Count;
        return columns <= 0 || bottom <= top ? 0 : columns * ((bottom - top + FitStrip.MaxRows - 1) / FitStrip.MaxRows);
    }

    /// <summary>Cuts Gaussian <paramref name="i"/> into strips, within rows [<paramref name="top"/>, <paramref name="bottom"/>).</summary>
    /// <param name="strip">Where the first strip is written.</param>
    /// <param name="bounds">Scratch of 24 elements.</param>
    /// <returns>The place after the last strip.</returns>
    public static FitStrip* Plan(
        FitStrip* strip,
        int* bounds,
        FitField field,
        FitParameters parameters,
        FitGeometry geometry,
        int i,
        int top,
        int bottom)
    {
        var centerX = parameters.X[i];
        var centerY = parameters.Y[i];
        var xx = Vector256.Create(geometry.XX[i]);
        var xy = Vector256.Create(geometry.XY[i]);
        var yy = geometry.YY[i];
        var stepChange = geometry.StepChange[i];
        var reachX = Vector256.Create(geometry.ReachX[i]);
        top = Math.Max(top, geometry.Top[i]);
        bottom = Math.Min(bottom, geometry.Bottom[i]);
        var right = geometry.Right[i];
        for (var left = geometry.Left[i] & -FitLanes.Count; left < right; left += FitLanes.Count * FitLanes.Count)
        {
            MeasureRows(bounds, left - centerX, parameters, geometry, i, top, bottom);
            var pixels = field.Block(left / FitLanes.Count, 0);
            var count = Math.Min(FitLanes.Count, (right - left + FitLanes.Count - 1) / FitLanes.Count);
            for (var k = 0; k < count; k++)
            {
                var offset = left + (k * FitLanes.Count) - centerX;
                var dx = Vector256.Create(offset) + FitLanes.Indices;
                var cross = xy * dx;
                var inside = Vector256.LessThanOrEqual(Vector256.Abs(dx), reachX);
                for (var first = bounds[k]; first < bounds[k + 8]; first += FitStrip.MaxRows)
                {
                    var end = Math.Min(bounds[k + 8], first + FitStrip.MaxRows);
                    var dy = first - centerY;
                    var t = Vector256.FusedMultiplyAdd(
                        Vector256.FusedMultiplyAdd(xx, dx, xy * Vector256.Create(dy)), dx, Vector256.Create(yy * dy * dy));
                    var step = cross + Vector256.Create(yy * ((2 * dy) + 1));
                    strip->Pixel = pixels + (first * field.RowPitch);
                    strip->Rows = end - first;
                    strip->Index = i;
                    strip->OffsetX = offset;
                    strip->EndY = end - centerY;
                    strip->IsLogarithmic = bounds[k + 16];
                    if (bounds[k + 16] != 0)
                    {
                        strip->Value = t;
                        strip->Step = step;
                        strip->StepChange = 2 * yy;
                    }
                    else
                    {
                        strip->Value = Vector256.ConditionalSelect(inside, FitLanes.Exp2(t), Vector256<float>.Zero);
                        strip->Step = FitLanes.Exp2(step);
                        strip->StepChange = stepChange;
                    }

                    strip++;
                }

                pixels += field.ColumnPitch;
            }
        }

        return strip;
    }

    /// <summary>
    /// The rows that eight neighbouring strips cover. Writes to <paramref name="bounds"/> eight first rows, eight rows after the last, and
    /// eight values of
    /// <see cref="FitStrip.IsLogarithmic"/>.
    /// </summary>
    /// <param name="offset">x of the first strip less that of the centre, in pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MeasureRows(int* bounds, float offset, FitParameters parameters, FitGeometry geometry, int i, int top, int bottom)
    {
        var square = Vector256.Create(FitKernel.Cutoff * FitKernel.Cutoff);
        var reachX = Vector256.Create(geometry.ReachX[i]);
        var lowestX = Vector256.Create(geometry.LowestX[i]);
        var slope = Vector256.Create(geometry.Slope[i]);
        var inverse11 = Vector256.Create(geometry.InverseL11[i]);
        var l22 = Vector256.Create(parameters.L22[i]);
        var centerY = Vector256.Create(parameters.Y[i]);
        var offsets = Vector256.FusedMultiplyAdd(FitLanes.Indices, Vector256.Create((float)FitLanes.Count), Vector256.Create(offset));
        var from = Vector256.MaxNative(offsets, -reachX);
        var to = Vector256.MinNative(offsets + Vector256.Create(FitLanes.Count - 1f), reachX);
        var below = Vector256.MinNative(Vector256.MaxNative(lowestX, from), to);
        var above = Vector256.MinNative(Vector256.MaxNative(-lowestX, from), to);
        var a = below * inverse11;
        var b = above * inverse11;
        var last = Vector256.FusedMultiplyAdd(
            slope, below, l22 * Vector256.Sqrt(Vector256.MaxNative(Vector256<float>.Zero, square - (a * a))));
        var first = Vector256.FusedMultiplyAdd(
            slope, above, -(l22 * Vector256.Sqrt(Vector256.MaxNative(Vector256<float>.Zero, square - (b * b)))));
        first = Vector256.Ceiling(Vector256.MaxNative(first + centerY, Vector256.Create((float)top)));
        last = Vector256.Floor(Vector256.MinNative(last + centerY, Vector256.Create((float)(bottom - 1))));
        Vector256.ConvertToInt32Native(first).Store(bounds);
        (Vector256.ConvertToInt32Native(last) + Vector256<int>.One).Store(bounds + 8);

        // At most this far above or below the ridge does a lane within the outline start and end; exp(-q/2) there must not underflow.
        first -= centerY;
        last -= centerY;
        from *= slope;
        to *= slope;
        var far = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.Abs(first - from), Vector256.Abs(first - to)),
            Vector256.MaxNative(Vector256.Abs(last - from), Vector256.Abs(last - to)));
        Vector256.LessThan(far * far * Vector256.Create(geometry.YY[i]), Vector256.Create(-105f)).AsInt32().Store(bounds + 16);
    }
}
