namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>A number of colour channels as a type, so that the hot loops are compiled once for each.</summary>
internal interface IChannelCount
{
    static abstract int Value { get; }
}

/// <summary>Grey.</summary>
internal readonly struct OneChannel : IChannelCount
{
    public static int Value => 1;
}

/// <summary>Red, green, blue.</summary>
internal readonly struct ThreeChannels : IChannelCount
{
    public static int Value => 3;
}

/// <summary>Premultiplied red, green, blue, and alpha.</summary>
internal readonly struct FourChannels : IChannelCount
{
    public static int Value => 4;
}
