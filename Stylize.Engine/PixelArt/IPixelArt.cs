using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>Pixel art, still or moving, whose palette can be written beside it.</summary>
internal interface IPixelArt : IArtefact
{
    /// <summary>The colours of the result.</summary>
    Palette Palette { get; }

    /// <summary>Adds a file beside the main one.</summary>
    void AddSideFile(SideFile file);
}
