namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>The backward pass: the gradient of E, half the sum of squared differences.</summary>
/// <remarks>
/// A pixel has the color v = (sum of w_i c_i + background) / D, with the sum of weights D. Hence dE/dc_i = (v - target)
/// w_i / D and, summed over channels, dE/dw_i = (v - target) (c_i - v) / D. A field with
/// <see cref="FieldContent.Gradient"/> has (v - target) / D in its color planes and the sum of (v - target) v / D in
/// plane 0. The derivatives by center and shape follow from the moments of w_i dE/dw_i over dx and dy. They are
/// whitened, that is, relative to the Gaussian's own axes: the center moves by L delta, and L becomes L (I + G) with a
/// lower triangular G. The derivative by the weight is that by its logarithm.
/// </remarks>
internal static unsafe class FitGradient
{
    /// <summary>Writes the contributions of a tile to the slots of its Gaussians.</summary>
    /// <param name="free">Index of the first Gaussian that is not optimized.</param>
    public static void Sum(FitWorkspace tile, ReadOnlySpan<FitItem> items, FitSlots slots, int free)
    {
        switch (tile.Field.Channels)
        {
            case 1: Sum<OneChannel>(tile, items, slots, free); break;
            case 3: Sum<ThreeChannels>(tile, items, slots, free); break;
            default: Sum<FourChannels>(tile, items, slots, free); break;
        }
    }

    /// <summary>Computes the gradient of Gaussians start to end - 1 from their slots.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Finish(
        int* first, FitSlots slots, FitParameters parameters, FitParameters gradient, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var moments = Vector256<float>.Zero;
            var others = Vector128<float>.Zero;
            for (var slot = first[i]; slot < first[i + 1]; slot++)
            {
                moments += Vector256.Load(slots[slot]);
                others += Vector128.Load(slots[slot] + FitLanes.Count);
            }

            var inverse11 = 1 / parameters.L11[i];
            var slope = parameters.L21[i] * inverse11;
            var weight = parameters.Weight[i];
            var inverse22 = 1 / parameters.L22[i];
            var (momentX, momentY, momentXX, momentXY, momentYY) =
                (moments[0], moments[1], moments[2], moments[3], moments[4]);
            gradient.X[i] = weight * momentX * inverse11;
            gradient.Y[i] = weight * (momentY - (slope * momentX)) * inverse22;
            gradient.L11[i] = weight * momentXX * inverse11 * inverse11;
            gradient.L21[i] = weight * (momentXY - (slope * momentXX)) * inverse11 * inverse22;
            gradient.L22[i] =
                weight * (momentYY - (2 * slope * momentXY) + (slope * slope * momentXX)) * inverse22 * inverse22;
            gradient.Color(0)[i] = weight * moments[5];
            if (gradient.Channels > 1)
            {
                gradient.Color(1)[i] = weight * moments[6];
                gradient.Color(2)[i] = weight * moments[7];
            }

            if (gradient.Channels > 3)
            {
                gradient.Color(3)[i] = weight * others[1];
            }

            gradient.Weight[i] = weight * others[0];
        }
    }

    private static void Sum<TChannels>(FitWorkspace tile, ReadOnlySpan<FitItem> items, FitSlots slots, int free)
        where TChannels : struct, IChannelCount
    {
        FitStrip* strip = tile.Strips, end = tile.End;
        foreach (var item in items)
        {
            if (item.Index >= free) break;

            strip = Sum<TChannels>(strip, end, tile.Shapes + item.Index, slots[item.Slot]);
        }
    }

    /// <summary>Sums over the strips of a Gaussian, starting at <paramref name="strip"/>.</summary>
    /// <remarks>A single long method keeps all sums in registers.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static FitStrip* Sum<TChannels>(FitStrip* strip, FitStrip* end, FitShape* shape, float* sums)
        where TChannels : struct, IChannelCount
    {
        var floor = Vector256.Create(FitKernel.Floor);
        var color0 = Vector256.Create(shape->Color0);
        var color1 = TChannels.Value > 1 ? Vector256.Create(shape->Color1) : default;
        var color2 = TChannels.Value > 1 ? Vector256.Create(shape->Color2) : default;
        var color3 = TChannels.Value > 3 ? Vector256.Create(shape->Color3) : default;
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
        var sum = Vector256<float>.Zero;
        var sumOfSums = Vector256<float>.Zero;
        var sumOfSumsOfSums = Vector256<float>.Zero;
        float* pixel;
        for (; strip < end && strip->Shape == shape; strip++)
        {
            var next = strip->Value;
            var step = strip->Step;
            var stepChange = Vector256.Create(strip->StepChange);
            pixel = strip->Pixel;
            sum = sumOfSums = sumOfSumsOfSums = Vector256<float>.Zero;
            var rows = strip->Rows;
            if (!strip->IsLogarithmic)
            {
                do
                {
                    AddRow(next);
                    next *= step;
                    step *= stepChange;
                }
                while (--rows != 0);
            }
            else
            {
                do
                {
                    AddRow(FitLanes.Exp2(next));
                    next += step;
                    step += stepChange;
                }
                while (--rows != 0);
            }

            // Moments over dy from running sums: a row at m rows before the end of the strip occurs m times in
            // sumOfSums and m (m + 1) / 2 times in sumOfSumsOfSums, and its dy is EndY - m.
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

        FitLanes.Sums(xs, ys, xxs, xys, yys, byColor0, byColor1, byColor2).Store(sums);
        sums[FitLanes.Count] = VectorSums.Lanes(byWeight);
        sums[FitLanes.Count + 1] = TChannels.Value > 3 ? VectorSums.Lanes(byColor3) : 0;
        return strip;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void AddRow(Vector256<float> value)
        {
            var w = Vector256.MaxNative(value, floor) - floor;
            value = Vector256.ConditionalSelect(Vector256.GreaterThan(value, floor), value, Vector256<float>.Zero);
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
    }
}
