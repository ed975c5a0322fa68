namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>Something that is going to happen to an actor.</summary>
internal abstract record ReferenceEvent(ReferenceActor Actor);

/// <summary>A message reaches the receiver.</summary>
internal sealed record ArrivalEvent(ReferenceActor Actor, ReferenceChannel Channel, TestMessage Message) : ReferenceEvent(Actor);

/// <summary>A credit is back at the sender.</summary>
internal sealed record CreditEvent(ReferenceActor Actor, ReferenceChannel Channel, int Class) : ReferenceEvent(Actor);

/// <summary>A timer is due.</summary>
internal sealed record TimerEvent(ReferenceActor Actor, ulong Token) : ReferenceEvent(Actor);

/// <summary>A line of the actor is free again: a moment to look at its ports.</summary>
internal sealed record LineEvent(ReferenceActor Actor) : ReferenceEvent(Actor);

/// <summary>A message leaves at a time of its own; among those of an instant by <paramref name="Age"/>.</summary>
internal sealed record DepartureEvent(ReferenceActor Actor, ReferenceChannel Channel, TestMessage Message, long Age) : ReferenceEvent(Actor);
