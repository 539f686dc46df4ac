using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// What the picture would lose without each Gaussian: the exact change of the sum of squared differences, others unchanged.
/// </summary>
/// <remarks>With weight w of a pixel's sum D, the colour current changes by w (current - c) / (D - w).</remarks>
internal static unsafe class FitRemoval
{
    /// <summary>
    /// Writes the costs of Gaussians [<paramref name="start"/>, <paramref name="end"/>). The field must hold
    /// <see cref="FieldContent.Picture"/>.
    /// </summary>
    public static void Compute(
        FitField field,
        FitParameters parameters,
        FitGeometry geometry,
        FitStrips strips,
        float* costs,
        int start,
        int end)
    {
        switch (parameters.Channels)
        {
            case 1: Compute<OneChannel>(field, parameters, geometry, strips, costs, start, end); break;
            case 3: Compute<ThreeChannels>(field, parameters, geometry, strips, costs, start, end); break;
            default: Compute<FourChannels>(field, parameters, geometry, strips, costs, start, end); break;
        }
    }

    private static void Compute<TChannels>(
        FitField field,
        FitParameters parameters,
        FitGeometry geometry,
        FitStrips strips,
        float* costs,
        int start,
        int end)
        where TChannels : struct, IChannelCount
    {
        for (var i = start; i < end; i++)
        {
            var last = FitStripPlanner.Plan(strips.Start, strips.Bounds, field, parameters, geometry, i, 0, int.MaxValue);
            var cost = Vector256<float>.Zero;
            for (var strip = strips.Start; strip < last; strip++)
            {
                cost += Cost<TChannels>(strip, field, parameters);
            }

            costs[i] = FitLanes.Sum(cost);
        }
    }

    private static Vector256<float> Cost<TChannels>(FitStrip* strip, FitField field, FitParameters parameters)
        where TChannels : struct, IChannelCount
    {
        var floor = Vector256.Create(FitKernel.Floor);
        var weight = Vector256.Create(parameters.Weight[strip->Index]);
        var value = strip->Value;
        var step = strip->Step;
        var stepChange = Vector256.Create(strip->StepChange);
        var pixel = strip->Pixel;
        var target = field.TargetOf(pixel);
        var cost = Vector256<float>.Zero;
        for (var rows = strip->Rows; rows > 0; rows--)
        {
            var current = value;
            if (strip->IsLogarithmic == 0)
            {
                value *= step;
                step *= stepChange;
            }
            else
            {
                current = FitLanes.Exp2(value);
                value += step;
                step += stepChange;
            }

            var share = Vector256.MaxNative(current - floor, Vector256<float>.Zero) * weight * Vector256.Load(pixel);
            share /= Vector256.MaxNative(Vector256<float>.One - share, Vector256.Create(1e-4f));
            for (var channel = 0; channel < TChannels.Value; channel++)
            {
                var color = Vector256.Load(pixel + (FitLanes.Count * (1 + channel)));
                var change = share * (color - Vector256.Create(parameters.Color(channel)[strip->Index]));
                var difference = color - Vector256.Load(target + (FitLanes.Count * channel));
                cost = Vector256.FusedMultiplyAdd(change, difference + difference + change, cost);
            }

            pixel += FitLanes.Count * (1 + TChannels.Value);
            target += FitLanes.Count * TChannels.Value;
        }

        return cost;
    }
}
