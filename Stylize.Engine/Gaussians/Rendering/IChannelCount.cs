namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Number of sums a pixel keeps, known when the kernel is compiled.</summary>
internal interface IChannelCount
{
    static abstract int Value { get; }
}

/// <summary>Red, green, blue.</summary>
internal readonly struct ThreeChannels : IChannelCount
{
    public static int Value => 3;
}

/// <summary>Red, green, blue and one of weight and alpha.</summary>
internal readonly struct FourChannels : IChannelCount
{
    public static int Value => 4;
}

/// <summary>Red, green, blue, weight, alpha.</summary>
internal readonly struct FiveChannels : IChannelCount
{
    public static int Value => 5;
}
