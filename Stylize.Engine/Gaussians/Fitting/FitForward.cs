using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The forward pass: adds weights and weighted colours of Gaussians to the sums of a field.</summary>
internal static unsafe class FitForward
{
    /// <summary>Adds Gaussians to the sums of a band, in the order of <paramref name="items"/>.</summary>
    public static void Add(
        FitField field,
        int band,
        ReadOnlySpan<int> items,
        FitParameters parameters,
        FitGeometry geometry,
        FitStrips strips)
    {
        switch (field.Target.Channels)
        {
            case 1: Add<OneChannel>(field, band, items, parameters, geometry, strips); break;
            case 3: Add<ThreeChannels>(field, band, items, parameters, geometry, strips); break;
            default: Add<FourChannels>(field, band, items, parameters, geometry, strips); break;
        }
    }

    private static void Add<TChannels>(
        FitField field,
        int band,
        ReadOnlySpan<int> items,
        FitParameters parameters,
        FitGeometry geometry,
        FitStrips strips)
        where TChannels : struct, IChannelCount
    {
        var top = band * FitField.BandRows;
        var bottom = Math.Min(field.Target.Height, top + FitField.BandRows);
        for (var next = 0; next < items.Length;)
        {
            var start = strips.Start;
            var end = start;
            do
            {
                end = FitStripPlanner.Plan(end, strips.Bounds, field, parameters, geometry, items[next++], top, bottom);
            }
            while (next < items.Length && strips.Fits(end, FitStripPlanner.Bound(geometry, items[next], top, bottom)));

            for (var strip = start; strip < end; strip++)
            {
                Add<TChannels>(strip, parameters);
            }
        }
    }

    private static void Add<TChannels>(FitStrip* strip, FitParameters parameters)
        where TChannels : struct, IChannelCount
    {
        var i = strip->Index;
        var floor = Vector256.Create(FitKernel.Floor);
        var weight = Vector256.Create(parameters.Weight[i]);
        var color0 = weight * Vector256.Create(parameters.Color(0)[i]);
        var color1 = TChannels.Value > 1 ? weight * Vector256.Create(parameters.Color(1)[i]) : default;
        var color2 = TChannels.Value > 1 ? weight * Vector256.Create(parameters.Color(2)[i]) : default;
        var color3 = TChannels.Value > 3 ? weight * Vector256.Create(parameters.Color(3)[i]) : default;
        var value = strip->Value;
        var step = strip->Step;
        var stepChange = Vector256.Create(strip->StepChange);
        var pixel = strip->Pixel;
        if (strip->IsLogarithmic == 0)
        {
            for (var rows = strip->Rows; rows > 0; rows--)
            {
                Add<TChannels>(pixel, Vector256.MaxNative(value - floor, Vector256<float>.Zero), weight, color0, color1, color2, color3);
                value *= step;
                step *= stepChange;
                pixel += FitLanes.Count * (1 + TChannels.Value);
            }
        }
        else
        {
            for (var rows = strip->Rows; rows > 0; rows--)
            {
                Add<TChannels>(
                    pixel,
                    Vector256.MaxNative(FitLanes.Exp2(value) - floor, Vector256<float>.Zero),
                    weight,
                    color0,
                    color1,
                    color2,
                    color3);
                value += step;
                step += stepChange;
                pixel += FitLanes.Count * (1 + TChannels.Value);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TChannels>(
        float* pixel,
        Vector256<float> w,
        Vector256<float> weight,
        Vector256<float> color0,
        Vector256<float> color1,
        Vector256<float> color2,
        Vector256<float> color3)
        where TChannels : struct, IChannelCount
    {
        Vector256.FusedMultiplyAdd(w, weight, Vector256.Load(pixel)).Store(pixel);
        Vector256.FusedMultiplyAdd(w, color0, Vector256.Load(pixel + 8)).Store(pixel + 8);
        if (TChannels.Value > 1)
        {
            Vector256.FusedMultiplyAdd(w, color1, Vector256.Load(pixel + 16)).Store(pixel + 16);
            Vector256.FusedMultiplyAdd(w, color2, Vector256.Load(pixel + 24)).Store(pixel + 24);
        }

        if (TChannels.Value > 3)
        {
            Vector256.FusedMultiplyAdd(w, color3, Vector256.Load(pixel + 32)).Store(pixel + 32);
        }
    }
}
