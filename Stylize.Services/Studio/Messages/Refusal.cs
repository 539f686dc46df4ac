namespace Stylize.Studio.Messages;

/// <summary>A request that is not answered, with the reason.</summary>
internal sealed class Refusal(HttpStatusCode status, string message, string? advice = null) : Exception(message)
{
    public HttpStatusCode Status => status;

    public string? Advice => advice;

    public static Refusal Replaced() => new(HttpStatusCode.Conflict, "Replaced by a newer change.");

    public static Refusal Busy() => new(
        HttpStatusCode.TooManyRequests, "The studio is busy with other requests.",
        "Wait until they have ended, and try again.");

    /// <summary>The browser does not have the cookie, and its address is not valid.</summary>
    public static Refusal Locked() => new(
        HttpStatusCode.Forbidden,
        "To open the studio in this browser, press Enter in its terminal, or start it again in the same folder, and "
        + "open the new address.");

    public static Refusal NotFound() => new(HttpStatusCode.NotFound, "The studio has no such page.");

    public static Refusal TooLarge(long bytes) => new(
        HttpStatusCode.RequestEntityTooLarge,
        $"The request is larger than {(bytes < 10 << 20 ? $"{bytes >> 10} kB" : $"{bytes >> 20} MB")}.");

    public static Refusal Malformed(string why) =>
        new(HttpStatusCode.BadRequest, $"The request is invalid: {why}.", "Reload the page.");
}
