using System.Reflection;
using System.Runtime.ExceptionServices;
using Stylize.Codecs;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Workers;

/// <summary>The codec, with something that is done before each reading.</summary>
public class WatchedCodec : DispatchProxy
{
    private Action<string> _reading = _ => { };

    /// <param name="reading">Given the name of each source.</param>
    public static IImageCodec Create(Action<string> reading)
    {
        var codec = Create<IImageCodec, WatchedCodec>();
        ((WatchedCodec)(object)codec)._reading = reading;
        return codec;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        foreach (var source in args!.OfType<ImageSource>())
        {
            _reading(source.Name);
        }

        try
        {
            return targetMethod!.Invoke(ImageCodecs.Default, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
