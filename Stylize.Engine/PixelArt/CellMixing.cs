using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Machines;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>Mixes the colors of an image's cells: by the given dither, or as a machine requires.</summary>
/// <param name="match">How the image is matched to the palette; null for the nearest colors.</param>
/// <param name="chroma">The weight of chroma in samples and superpixels.</param>
internal sealed class CellMixing(
    PixelArtPlan plan, CellSamples samples, CellPlanes grid, ToneMatch? match, ChromaWeight chroma,
    OperationContext context)
{
    private readonly RowTeam _team = new(context.MaxThreads);
    private readonly ColorPlan _colors = plan.Colors;

    /// <summary>Mixes the colors of the cells.</summary>
    /// <param name="palette">The palette with which the superpixels are associated.</param>
    /// <returns>True if a dither mixed all areas, so that a color need not be near the mean of its cell.</returns>
    public bool Run(Lab[] palette)
    {
        if (plan.Machine is { } machine)
        {
            KeepRule(machine, palette);
            return false;
        }

        var pattern = Pattern(_colors.Dither ?? DitherMethod.None, plan.Options.DitherStrength ?? 1);
        if (pattern.Strength > 0)
        {
            MixAll(palette, pattern);
        }

        return pattern.Strength > 0;
    }

    /// <summary>Gives the cells colors that a machine can show, mixed by Bayer's pattern unless the options say
    /// otherwise.</summary>
    private void KeepRule(MachineRule machine, Lab[] palette)
    {
        using (context.Phases.Start("attributes"))
        {
            var pattern = Pattern(_colors.Dither ?? DitherMethod.Bayer, plan.Options.DitherStrength ?? 1);
            MachineColors.Run(
                machine, Tones(), grid, Shown(palette), pattern, context.Cancellation);
        }
    }

    /// <summary>Mixes the colors in all areas. A dither mixes all colors of a given palette, and found colors in smooth
    /// areas.</summary>
    private void MixAll(Lab[] palette, DitherPattern pattern)
    {
        using (context.Phases.Start("dither"))
        {
            var (tones, colors) = (Tones(), Shown(palette));
            new CellDither(tones, grid, colors, _colors.IsGiven).Run(pattern, context.Cancellation);
        }
    }

    /// <summary>Returns the mean colors of the cells, with the vividness of found colors.</summary>
    private CellTones Tones() =>
        CellTones.Measure(samples, chroma, _colors.Palette is null ? _colors.Saturation : 1, _team);

    /// <summary>Returns the palette as it is compared with the tones.</summary>
    private Lab[] Shown(Lab[] palette) =>
        match?.Colors ?? [.. _colors.ToRgba(palette, chroma).Select(LabConversion.FromRgba)];

    private DitherPattern Pattern(DitherMethod method, double strength) => method switch
    {
        DitherMethod.None => new(null, DiffusionKernel.FloydSteinberg, 0),
        DitherMethod.Bayer =>
            new(ThresholdMap.Bayer(plan.Options.DitherSize ?? 4), DiffusionKernel.FloydSteinberg, (float)strength),
        DitherMethod.BlueNoise =>
            new(ThresholdMap.BlueNoise(plan.Options.DitherSize ?? 32), DiffusionKernel.FloydSteinberg, (float)strength),
        DitherMethod.Atkinson => new(null, DiffusionKernel.Atkinson, (float)strength),
        DitherMethod.Stucki => new(null, DiffusionKernel.Stucki, (float)strength),
        _ => new(null, DiffusionKernel.FloydSteinberg, (float)strength),
    };
}
