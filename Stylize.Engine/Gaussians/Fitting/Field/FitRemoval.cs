namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>The removal cost of each Gaussian: the exact change of the weighted sum of squared differences if it were
/// removed.</summary>
/// <remarks>Removing a weight w from a pixel's sum D changes the color v by w (v - c) / (D - w).</remarks>
internal static unsafe class FitRemoval
{
    /// <summary>Writes a tile's costs to the first values of the slots. The field must hold
    /// <see cref="FieldContent.Picture"/>.</summary>
    public static void Compute(FitWorkspace tile, ReadOnlySpan<FitItem> items, FitSlots slots)
    {
        switch (tile.Field.Channels)
        {
            case 1: Compute<OneChannel>(tile, items, slots); break;
            case 3: Compute<ThreeChannels>(tile, items, slots); break;
            default: Compute<FourChannels>(tile, items, slots); break;
        }
    }

    private static void Compute<TChannels>(FitWorkspace tile, ReadOnlySpan<FitItem> items, FitSlots slots)
        where TChannels : struct, IChannelCount
    {
        FitStrip* strip = tile.Strips, end = tile.End;
        foreach (var item in items)
        {
            var shape = tile.Shapes + item.Index;
            var cost = Vector256<float>.Zero;
            for (; strip < end && strip->Shape == shape; strip++)
            {
                cost += Cost<TChannels>(strip, tile.Field);
            }

            *slots[item.Slot] = VectorSums.Lanes(cost);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Cost<TChannels>(FitStrip* strip, FitField field)
        where TChannels : struct, IChannelCount
    {
        var floor = Vector256.Create(FitKernel.Floor);
        var weight = Vector256.Create(strip->Shape->Weight);
        var value = strip->Value;
        var step = strip->Step;
        var stepChange = Vector256.Create(strip->StepChange);
        var pixel = strip->Pixel;
        var target = field.TargetOf(pixel);
        var colors = &strip->Shape->Color0;
        var cost = Vector256<float>.Zero;
        for (var rows = strip->Rows; rows > 0; rows--)
        {
            var current = value;
            if (!strip->IsLogarithmic)
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
            var importance = Vector256.Load(target + (FitLanes.Count * TChannels.Value));
            for (var channel = 0; channel < TChannels.Value; channel++)
            {
                var color = Vector256.Load(pixel + (FitLanes.Count * (1 + channel)));
                var change = share * (color - Vector256.Create(colors[channel]));
                var difference = color - Vector256.Load(target + (FitLanes.Count * channel));
                cost = Vector256.FusedMultiplyAdd(change * importance, difference + difference + change, cost);
            }

            pixel += FitLanes.Count * (1 + TChannels.Value);
            target += FitLanes.Count * (TChannels.Value + 1);
        }

        return cost;
    }
}
