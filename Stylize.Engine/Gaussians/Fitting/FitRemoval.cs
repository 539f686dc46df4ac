using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>What the picture would lose without each Gaussian: the exact change of the sum of squared differences, others unchanged.</summary>
/// <remarks>With weight w of a pixel's sum D, the colour shown changes by w (shown - c) / (D - w).</remarks>
internal static unsafe class FitRemoval
{
    /// <summary>Writes the cost of Gaussians [<paramref name="start"/>, <paramref name="end"/>) from a field that holds <see cref="FieldContent.Picture"/>.</summary>
    public static void Compute(FitField field, FitParameters parameters, FitGeometry geometry, FitStrips strips, float* costs, int start, int end)
    {
        switch (parameters.Channels)
        {
            case 1: Compute<OneChannel>(field, parameters, geometry, strips, costs, start, end); break;
            case 3: Compute<ThreeChannels>(field, parameters, geometry, strips, costs, start, end); break;
            default: Compute<FourChannels>(field, parameters, geometry, strips, costs, start, end); break;
        }
    }

    private static void Compute<TChannels>(FitField field, FitParameters parameters, FitGeometry geometry, FitStrips strips, float* costs, int start, int end)
        where TChannels : struct, IChannelCount
    {
        for (var i = start; i < end; i++)
        {
            var last = FitStrip.Plan(strips.Start, strips.Bounds, field, parameters, geometry, i, 0, int.MaxValue);
            var cost = Vector256<float>.Zero;
            for (var strip = strips.Start; strip < last; strip++)
            {
                cost += Cost<TChannels>(strip, field, parameters);
            }

            costs[i] = FitStrip.Sum(cost);
        }
    }

    private static Vector256<float> Cost<TChannels>(FitStrip* strip, FitField field, FitParameters parameters)
        where TChannels : struct, IChannelCount
    {
        var floor = Vector256.Create(FitKernel.Floor);
        var weight = Vector256.Create(parameters.Weight[strip->Index]);
        var bell = strip->Bell;
        var ratio = strip->Ratio;
        var bend = Vector256.Create(strip->Bend);
        var pixel = strip->Pixel;
        var wanted = field.TargetOf(pixel);
        var cost = Vector256<float>.Zero;
        for (var rows = strip->Rows; rows > 0; rows--)
        {
            var shown = bell;
            if (strip->Stepwise == 0)
            {
                bell *= ratio;
                ratio *= bend;
            }
            else
            {
                shown = FitStrip.Exp2(bell);
                bell += ratio;
                ratio += bend;
            }

            var share = Vector256.MaxNative(shown - floor, Vector256<float>.Zero) * weight * Vector256.Load(pixel);
            share /= Vector256.MaxNative(Vector256<float>.One - share, Vector256.Create(1e-4f));
            for (var channel = 0; channel < TChannels.Value; channel++)
            {
                var color = Vector256.Load(pixel + (FitStrip.Columns * (1 + channel)));
                var change = share * (color - Vector256.Create(parameters.Color(channel)[strip->Index]));
                var difference = color - Vector256.Load(wanted + (FitStrip.Columns * channel));
                cost = Vector256.FusedMultiplyAdd(change, difference + difference + change, cost);
            }

            pixel += FitStrip.Columns * (1 + TChannels.Value);
            wanted += FitStrip.Columns * TChannels.Value;
        }

        return cost;
    }
}
