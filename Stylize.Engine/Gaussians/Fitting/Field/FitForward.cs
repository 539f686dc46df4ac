namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>The forward pass: adds weights and weighted colors of Gaussians to the sums of a field.</summary>
internal static unsafe class FitForward
{
    public static void Add(FitStrip* strip, FitStrip* end, int channels)
    {
        switch (channels)
        {
            case 1: Add<OneChannel>(strip, end); break;
            case 3: Add<ThreeChannels>(strip, end); break;
            default: Add<FourChannels>(strip, end); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Add<TChannels>(FitStrip* strip, FitStrip* end)
        where TChannels : struct, IChannelCount
    {
        for (; strip < end; strip++)
        {
            Add<TChannels>(strip);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TChannels>(FitStrip* strip)
        where TChannels : struct, IChannelCount
    {
        var shape = strip->Shape;
        var floor = Vector256.Create(FitKernel.Floor);
        var weight = Vector256.Create(shape->Weight);
        var color0 = weight * Vector256.Create(shape->Color0);
        var color1 = TChannels.Value > 1 ? weight * Vector256.Create(shape->Color1) : default;
        var color2 = TChannels.Value > 1 ? weight * Vector256.Create(shape->Color2) : default;
        var color3 = TChannels.Value > 3 ? weight * Vector256.Create(shape->Color3) : default;
        var value = strip->Value;
        var step = strip->Step;
        var stepChange = Vector256.Create(strip->StepChange);
        var pixel = strip->Pixel;
        var rows = strip->Rows;
        if (!strip->IsLogarithmic)
        {
            do
            {
                Add<TChannels>(
                    pixel, Vector256.MaxNative(value, floor) - floor, weight, color0, color1, color2, color3);
                value *= step;
                step *= stepChange;
                pixel += FitLanes.Count * (1 + TChannels.Value);
            }
            while (--rows != 0);
        }
        else
        {
            do
            {
                Add<TChannels>(pixel, Vector256.MaxNative(FitLanes.Exp2(value), floor) - floor, weight, color0, color1,
                    color2, color3);
                value += step;
                step += stepChange;
                pixel += FitLanes.Count * (1 + TChannels.Value);
            }
            while (--rows != 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TChannels>(
        float* pixel, Vector256<float> w, Vector256<float> weight, Vector256<float> color0, Vector256<float> color1,
        Vector256<float> color2, Vector256<float> color3)
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
