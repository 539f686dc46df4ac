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

    /// <summary>True if colors are mixed, for which the samples are read.</summary>
    public bool IsNeeded => plan.Machine is not null || Pattern.Strength > 0;

    private DitherPattern Pattern =>
        Dither.For(_colors.Dither ?? (plan.Machine is null ? DitherMethod.None : DitherMethod.Bayer))
            .Pattern(plan.Options.DitherSize, (float)(plan.Options.DitherStrength ?? 1));

    /// <summary>Mixes the colors of the cells: as a machine requires, by Bayer's pattern unless the options say
    /// otherwise, or in all areas. A dither mixes all colors of a given palette, and found colors in smooth
    /// areas.</summary>
    /// <param name="palette">The palette with which the superpixels are associated.</param>
    public void Run(Lab[] palette)
    {
        if (!IsNeeded) return;

        var (machine, pattern) = (plan.Machine, Pattern);
        using (context.Phases.Start(machine is null ? "dither" : "attributes"))
        {
            var (tones, shown) = (Tones(), Shown(palette));
            if (machine is null)
            {
                new CellDither(tones, grid, shown, _colors.IsGiven).Run(pattern, context.Cancellation);
            }
            else
            {
                MachineColors.Run(machine, tones, grid, shown, pattern, context.Cancellation);
            }
        }
    }

    /// <summary>Returns the mean colors of the cells, with the vividness of found colors.</summary>
    private CellTones Tones() =>
        CellTones.Measure(samples, chroma, _colors.Palette is null ? _colors.Saturation : 1, _team);

    /// <summary>Returns the palette as it is compared with the tones.</summary>
    private Lab[] Shown(Lab[] palette) =>
        match?.Colors ?? [.. _colors.ToRgba(palette, chroma).Select(LabConversion.FromRgba)];
}
