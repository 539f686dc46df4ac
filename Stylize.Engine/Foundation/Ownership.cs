namespace Stylize.Engine;

/// <summary>Hands resources to the code that will own them.</summary>
internal static class Ownership
{
    /// <summary>Returns the result of a function that takes over a resource. Disposes the resource if the function
    /// throws.</summary>
    public static TResult HandedTo<T, TResult>(this T resource, Func<T, TResult> owner)
        where T : IDisposable
    {
        try
        {
            return owner(resource);
        }
        catch
        {
            resource.Dispose();
            throw;
        }
    }

    /// <summary>Returns a new resource after an action has filled it. Disposes the resource if the action
    /// throws.</summary>
    public static T FilledBy<T>(this T resource, Action<T> fill)
        where T : IDisposable => resource.HandedTo(filled =>
        {
            fill(filled);
            return filled;
        });
}
