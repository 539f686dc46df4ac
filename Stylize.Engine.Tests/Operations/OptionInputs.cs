namespace Stylize.Engine.Tests.Operations;

/// <summary>Reads the files that options name.</summary>
internal sealed class OptionInputs : IOptionInputs
{
    public IImageCodec Codec => ImageCodecs.Default;

    public string FullPath(string path, string option) => Path.GetFullPath(path);
}
