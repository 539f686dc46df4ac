using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The backward pass: the gradient of E, half the sum of squared differences, one Gaussian at a time.</summary>
/// <remarks>
/// A pixel shows v = (sum of w_i c_i + background) / D, D being the sum of the weights, so dE/dc_i = (v - target) w_i / D and, summed over
/// channels, dE/dw_i = (v - target) (c_i - v) / D. A field that holds <see cref="FieldContent.Gradient"/> has (v - target) / D in its
/// colour planes and the sum of (v - target) v / D in plane 0. Centre and shape follow from the moments of w_i dE/dw_i over dx and dy. They
/// are whitened, that is along the Gaussian's own axes: the centre is moved by L delta, and L becomes L (I + G) with G lower triangular.
/// The weight's derivative is by its logarithm.
/// </remarks>
internal static unsafe class FitGradient
{
    /// <summary>Writes the gradient of Gaussians [<paramref name="start"/>, <paramref name="end"/>).</summary>
    public static void Compute(
        FitField field,
        FitParameters parameters,
        FitGeometry geometry,
        FitParameters gradient,
        FitStrips strips,
        int start,
        int end)
    {
        switch (parameters.Channels)
        {
            case 1: Compute<OneChannel>(field, parameters, geometry, gradient, strips, start, end); break;
            case 3: Compute<ThreeChannels>(field, parameters, geometry, gradient, strips, start, end); break;
            default: Compute<FourChannels>(field, parameters, geometry, gradient, strips, start, end); break;
        }
    }

    private static void Compute<TChannels>(
        FitField field,
        FitParameters parameters,
        FitGeometry geometry,
        FitParameters gradient,
        FitStrips strips,
        int start,
        int end)
        where TChannels : struct, IChannelCount
    {
        for (var next = start; next < end;)
        {
            var firstStrip = strips.Start;
            var endStrip = firstStrip;
            var first = next;
            do
            {
                endStrip = FitStripPlanner.Plan(endStrip, strips.Bounds, field, parameters, geometry, next++, 0, int.MaxValue);
            }
            while (next < end && strips.Fits(endStrip, FitStripPlanner.Bound(geometry, next, 0, int.MaxValue)));

            var strip = firstStrip;
            for (; first < next; first++)
            {
                strip = Compute<TChannels>(strip, endStrip, parameters, geometry, gradient, first);
            }
        }
    }

    /// <summary>Writes the gradient of Gaussian <paramref name="i"/>, whose strips begin at <paramref name="strip"/>.</summary>
    /// <remarks>One long method, so that the JIT keeps all sums in registers.</remarks>
    /// <returns>The first strip that is not its own.</returns>
    private static FitStrip* Compute<TChannels>(
        FitStrip* strip,
        FitStrip* end,
        FitParameters parameters,
        FitGeometry geometry,
        FitParameters gradient,
        int i)
        where TChannels : struct, IChannelCount
    {
        var floor = Vector256.Create(FitKernel.Floor);
        var color0 = Vector256.Create(parameters.Color(0)[i]);
        var color1 = TChannels.Value > 1 ? Vector256.Create(parameters.Color(1)[i]) : default;
        var color2 = TChannels.Value > 1 ? Vector256.Create(parameters.Color(2)[i]) : default;
        var color3 = TChannels.Value > 3 ? Vector256.Create(parameters.Color(3)[i]) : default;
        var byColor0 = Vector256<float>.Zero;
        var byColor1 = Vector256<float>.Zero;
        var byColor2 = Vector256<float>.Zero;
        var byColor3 = Vector256<float>.Zero;
        var byWeight = Vector256<float>.Zero;
        var xs = Vector256<float>.Zero;
        var ys = Vector256<float>.Zero;
        var xxs = Vector256<float>.Zero;
        var xys = Vector256<float>.Zero;
        var yys = Vector256<float>.Zero;
        for (; strip < end && strip->Index == i; strip++)
        {
            var next = strip->Value;
            var step = strip->Step;
            var stepChange = Vector256.Create(strip->StepChange);
            var pixel = strip->Pixel;
            var isLogarithmic = strip->IsLogarithmic != 0;
            var sum = Vector256<float>.Zero;
            var sumOfSums = Vector256<float>.Zero;
            var sumOfSumsOfSums = Vector256<float>.Zero;
            for (var rows = strip->Rows; rows > 0; rows--)
            {
                Vector256<float> value;
                if (!isLogarithmic)
                {
                    value = next;
                    next *= step;
                    step *= stepChange;
                }
                else
                {
                    value = FitLanes.Exp2(next);
                    next += step;
                    step += stepChange;
                }

                var above = value - floor;
                var w = Vector256.MaxNative(above, Vector256<float>.Zero);
                value = Vector256.ConditionalSelect(Vector256.GreaterThan(above, Vector256<float>.Zero), value, Vector256<float>.Zero);
                var plane = Vector256.Load(pixel + 8);
                var derivative = Vector256.FusedMultiplyAdd(color0, plane, -Vector256.Load(pixel));
                byColor0 = Vector256.FusedMultiplyAdd(w, plane, byColor0);
                if (TChannels.Value > 1)
                {
                    plane = Vector256.Load(pixel + 16);
                    derivative = Vector256.FusedMultiplyAdd(color1, plane, derivative);
                    byColor1 = Vector256.FusedMultiplyAdd(w, plane, byColor1);
                    plane = Vector256.Load(pixel + 24);
                    derivative = Vector256.FusedMultiplyAdd(color2, plane, derivative);
                    byColor2 = Vector256.FusedMultiplyAdd(w, plane, byColor2);
                }

                if (TChannels.Value > 3)
                {
                    plane = Vector256.Load(pixel + 32);
                    derivative = Vector256.FusedMultiplyAdd(color3, plane, derivative);
                    byColor3 = Vector256.FusedMultiplyAdd(w, plane, byColor3);
                }

                byWeight = Vector256.FusedMultiplyAdd(w, derivative, byWeight);
                sum = Vector256.FusedMultiplyAdd(value, derivative, sum);
                sumOfSums += sum;
                sumOfSumsOfSums += sumOfSums;
                pixel += FitLanes.Count * (1 + TChannels.Value);
            }

            // Moments over dy from running sums: a row m rows before the strip's end is in sumOfSums m times and in sumOfSumsOfSums m (m +
            // 1) / 2 times,
            // and its dy is EndY - m.
            var dx = Vector256.Create(strip->OffsetX) + FitLanes.Indices;
            var endY = Vector256.Create(strip->EndY);
            var byY = (endY * sum) - sumOfSums;
            var bySquare = (endY * (byY - sumOfSums)) + (sumOfSumsOfSums + sumOfSumsOfSums - sumOfSums);
            var byX = dx * sum;
            xs += byX;
            ys += byY;
            xxs = Vector256.FusedMultiplyAdd(byX, dx, xxs);
            xys = Vector256.FusedMultiplyAdd(byY, dx, xys);
            yys += bySquare;
        }

        var slope = geometry.Slope[i];
        var inverse11 = geometry.InverseL11[i];
        var weight = parameters.Weight[i];
        var momentX = FitLanes.Sum(xs);
        var momentY = FitLanes.Sum(ys);
        var momentXX = FitLanes.Sum(xxs);
        var momentXY = FitLanes.Sum(xys);
        var momentYY = FitLanes.Sum(yys);
        var inverse22 = 1 / parameters.L22[i];
        gradient.X[i] = weight * momentX * inverse11;
        gradient.Y[i] = weight * (momentY - (slope * momentX)) * inverse22;
        gradient.L11[i] = weight * momentXX * inverse11 * inverse11;
        gradient.L21[i] = weight * (momentXY - (slope * momentXX)) * inverse11 * inverse22;
        gradient.L22[i] = weight * (momentYY - (2 * slope * momentXY) + (slope * slope * momentXX)) * inverse22 * inverse22;
        gradient.Color(0)[i] = weight * FitLanes.Sum(byColor0);
        if (TChannels.Value > 1)
        {
            gradient.Color(1)[i] = weight * FitLanes.Sum(byColor1);
            gradient.Color(2)[i] = weight * FitLanes.Sum(byColor2);
        }

        if (TChannels.Value > 3)
        {
            gradient.Color(3)[i] = weight * FitLanes.Sum(byColor3);
        }

        gradient.Weight[i] = weight * FitLanes.Sum(byWeight);
        return strip;
    }
}
