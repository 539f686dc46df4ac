using Stylize.Engine.Imaging;

namespace Stylize.Engine.Operations.Options;

/// <summary>What a front end gives for reading values that name files.</summary>
public interface IOptionInputs
{
    /// <summary>Reads palettes from images.</summary>
    IImageCodec Codec { get; }

    /// <summary>The full path of a file that was named by an option.</summary>
    /// <param name="path">As typed.</param>
    /// <param name="option">The option's name.</param>
    /// <exception cref="StylizeException">OptionInvalid: the path is not one of the file system.</exception>
    string FullPath(string path, string option);
}
