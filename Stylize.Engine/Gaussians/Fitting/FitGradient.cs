using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// The gradient of half the sum of squared differences, one Gaussian at a time from a field that holds <see cref="FieldContent.Gradient"/>.
/// Centre and shape are in whitened coordinates: centre += L delta, L becomes L (I + E) with E lower triangular; the weight's is by its logarithm.
/// </summary>
internal static unsafe class FitGradient
{
    /// <summary>Writes the gradient of Gaussians [<paramref name="start"/>, <paramref name="end"/>).</summary>
    public static void Compute(FitField field, FitParameters parameters, FitGeometry geometry, FitParameters gradient, FitStrips strips, int start, int end)
    {
        switch (parameters.Channels)
        {
            case 1: Compute<OneChannel>(field, parameters, geometry, gradient, strips, start, end); break;
            case 3: Compute<ThreeChannels>(field, parameters, geometry, gradient, strips, start, end); break;
            default: Compute<FourChannels>(field, parameters, geometry, gradient, strips, start, end); break;
        }
    }

    private static void Compute<TChannels>(FitField field, FitParameters parameters, FitGeometry geometry, FitParameters gradient, FitStrips strips, int start, int end)
        where TChannels : struct, IChannelCount
    {
        for (var next = start; next < end;)
        {
            var firstStrip = strips.Start;
            var endStrip = firstStrip;
            var first = next;
            do
            {
                endStrip = FitStrip.Plan(endStrip, strips.Bounds, field, parameters, geometry, next++, 0, int.MaxValue);
            }
            while (next < end && strips.Fits(endStrip, FitStrip.Bound(geometry, next, 0, int.MaxValue)));

            var strip = firstStrip;
            for (; first < next; first++)
            {
                strip = Compute<TChannels>(strip, endStrip, parameters, geometry, gradient, first);
            }
        }
    }

    /// <summary>Writes the gradient of Gaussian <paramref name="i"/>, whose strips begin at <paramref name="strip"/>; returns the first strip that is not its own.</summary>
    private static FitStrip* Compute<TChannels>(FitStrip* strip, FitStrip* end, FitParameters parameters, FitGeometry geometry, FitParameters gradient, int i)
        where TChannels : struct, IChannelCount
    {
        var floor = Vector256.Create(FitKernel.Floor);
        var color0 = Vector256.Create(parameters.Color(0)[i]);
        var color1 = TChannels.Value > 1 ? Vector256.Create(parameters.Color(1)[i]) : default;
        var color2 = TChannels.Value > 1 ? Vector256.Create(parameters.Color(2)[i]) : default;
        var color3 = TChannels.Value > 3 ? Vector256.Create(parameters.Color(3)[i]) : default;
        var toward0 = Vector256<float>.Zero;
        var toward1 = Vector256<float>.Zero;
        var toward2 = Vector256<float>.Zero;
        var toward3 = Vector256<float>.Zero;
        var louder = Vector256<float>.Zero;
        var momentX = Vector256<float>.Zero;
        var momentY = Vector256<float>.Zero;
        var momentXX = Vector256<float>.Zero;
        var momentXY = Vector256<float>.Zero;
        var momentYY = Vector256<float>.Zero;
        for (; strip < end && strip->Index == i; strip++)
        {
            var walked = strip->Bell;
            var ratio = strip->Ratio;
            var bend = Vector256.Create(strip->Bend);
            var pixel = strip->Pixel;
            var stepwise = strip->Stepwise != 0;
            var sum = Vector256<float>.Zero;
            var sumOfSums = Vector256<float>.Zero;
            var sumOfThose = Vector256<float>.Zero;
            for (var rows = strip->Rows; rows > 0; rows--)
            {
                Vector256<float> bell;
                if (!stepwise)
                {
                    bell = walked;
                    walked *= ratio;
                    ratio *= bend;
                }
                else
                {
                    bell = FitStrip.Exp2(walked);
                    walked += ratio;
                    ratio += bend;
                }

                var above = bell - floor;
                var w = Vector256.MaxNative(above, Vector256<float>.Zero);
                bell = Vector256.ConditionalSelect(Vector256.GreaterThan(above, Vector256<float>.Zero), bell, Vector256<float>.Zero);
                var plane = Vector256.Load(pixel + 8);
                var slant = Vector256.FusedMultiplyAdd(color0, plane, -Vector256.Load(pixel));
                toward0 = Vector256.FusedMultiplyAdd(w, plane, toward0);
                if (TChannels.Value > 1)
                {
                    plane = Vector256.Load(pixel + 16);
                    slant = Vector256.FusedMultiplyAdd(color1, plane, slant);
                    toward1 = Vector256.FusedMultiplyAdd(w, plane, toward1);
                    plane = Vector256.Load(pixel + 24);
                    slant = Vector256.FusedMultiplyAdd(color2, plane, slant);
                    toward2 = Vector256.FusedMultiplyAdd(w, plane, toward2);
                }

                if (TChannels.Value > 3)
                {
                    plane = Vector256.Load(pixel + 32);
                    slant = Vector256.FusedMultiplyAdd(color3, plane, slant);
                    toward3 = Vector256.FusedMultiplyAdd(w, plane, toward3);
                }

                louder = Vector256.FusedMultiplyAdd(w, slant, louder);
                sum = Vector256.FusedMultiplyAdd(bell, slant, sum);
                sumOfSums += sum;
                sumOfThose += sumOfSums;
                pixel += FitStrip.Columns * (1 + TChannels.Value);
            }

            // A row counted m rows before the strip's end is in sumOfSums m times and in sumOfThose m (m + 1) / 2 times.
            var dx = Vector256.Create(strip->OffsetX) + FitStrip.Lanes;
            var ahead = Vector256.Create(strip->EndY);
            var byY = (ahead * sum) - sumOfSums;
            var bySquare = (ahead * (byY - sumOfSums)) + (sumOfThose + sumOfThose - sumOfSums);
            var byX = dx * sum;
            momentX += byX;
            momentY += byY;
            momentXX = Vector256.FusedMultiplyAdd(byX, dx, momentXX);
            momentXY = Vector256.FusedMultiplyAdd(byY, dx, momentXY);
            momentYY += bySquare;
        }

        var slope = geometry.Slope[i];
        var inverse11 = geometry.InverseL11[i];
        var weight = parameters.Weight[i];
        var slantX = FitStrip.Sum(momentX);
        var slantY = FitStrip.Sum(momentY);
        var slantXX = FitStrip.Sum(momentXX);
        var slantXY = FitStrip.Sum(momentXY);
        var slantYY = FitStrip.Sum(momentYY);
        var inverse22 = 1 / parameters.L22[i];
        gradient.X[i] = weight * slantX * inverse11;
        gradient.Y[i] = weight * (slantY - (slope * slantX)) * inverse22;
        gradient.L11[i] = weight * slantXX * inverse11 * inverse11;
        gradient.L21[i] = weight * (slantXY - (slope * slantXX)) * inverse11 * inverse22;
        gradient.L22[i] = weight * (slantYY - (2 * slope * slantXY) + (slope * slope * slantXX)) * inverse22 * inverse22;
        gradient.Color(0)[i] = weight * FitStrip.Sum(toward0);
        if (TChannels.Value > 1)
        {
            gradient.Color(1)[i] = weight * FitStrip.Sum(toward1);
            gradient.Color(2)[i] = weight * FitStrip.Sum(toward2);
        }

        if (TChannels.Value > 3)
        {
            gradient.Color(3)[i] = weight * FitStrip.Sum(toward3);
        }

        gradient.Weight[i] = weight * FitStrip.Sum(louder);
        return strip;
    }
}
