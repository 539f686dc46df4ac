using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Stylize.Engine.Tests.Workers;

/// <summary>A codec that calls an action before it reads an image.</summary>
public class WatchedCodec : DispatchProxy
{
    private Action<string> _reading = _ => { };

    /// <param name="reading">Receives the name of the source.</param>
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
